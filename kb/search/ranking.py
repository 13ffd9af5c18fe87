"""The scoring specification: every number that decides the order of posts, and the formulas.

Every engine obeys it, and the reference implementation in the tests reads it, too. An engine
gives a post, for a `BooleanQuery` (`kb.search.port.queries`):

    score(query)     = Σ over clauses that are not excluded: clause.boost · score(clause.query)
    score(dismax)    = best + TIE_BREAKER · (sum − best) + grams, where best and sum are taken of
                       boost · score of each disjunct that the post matches
    score(term)      = Σ over FIELDS: FIELD_BOOSTS[field] · idf(df) · saturation
    saturation       = frequency · (K1 + 1) / (frequency + K1 · (1 − b + b · length / mean length)),
                       where b is FIELD_B[field]
    idf(df)          = ln(1 + (posts − df + 0.5) / (df + 0.5))
    score(facet or year query) = idf(df)
    score(scored posts query) = the score that it gives the post
    grams            = GRAM · Σ score(gram) over the grams whose df in a field is at most
                       max(RARE_POSTS − 1, RARE_SHARE · posts), see `rare`

after BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, section 3.3), a
field at a time. `posts`, `df` and `mean length` count live posts only, so a score does not tell
how an index came about. A phrase's or a prefix's frequency is how often any of what it stands for
begins in the field.

**Blended document frequency.** In a disjunction, the df of a term in a field is the greatest of
its own and those of the disjuncts before it, up to the nearest of boost 1: a synonym that stands
in a single post would else outweigh the word that was typed.

**Tiers.** What a stricter rewriting matches comes before what only a more relaxed one does,
whatever the scores. Scores are rounded to `DECIMALS` before ties are broken by date (newest
first), then id.

The constants were chosen on questions in Swedish (SuperLim's SweFAQ, dev split, with and without
distractors) and on the project's own set; `make eval` tells what they give. Differences of .01 in
nDCG@10 are within its noise.
"""

# --- a term in a field ------------------------------------------------------------------------

# Posts have fewer repetitions to tell from chance than the collections that 1.2 and .75 stem from.
K1 = 0.9
# Of tags a post has as many as somebody thought of, and most sites' posts have none: their number
# tells nothing of what each is worth, and a mean over posts without any would crush them.
FIELD_B = {"title": 0.6, "body": 0.6, "tags": 0.0}
# A word in the title outweighs any number of mentions in the text: saturation lets a term's score
# grow to K1 + 1 times that of one mention at the most, here 1.9. A tag is worth one mention in a
# text of usual length. No set of ours has tags; with the four most telling words of each post as
# tags (nDCG@10 on our own posts: .785 without, .789 at 0.5, .788 at 1, .786 at 2) a greater weight
# drowned the text, most of all on SweFAQ, whose short answers make poor tags.
FIELD_BOOSTS = {"title": 3.0, "body": 1.0, "tags": 1.0}
DECIMALS = 4

# --- what stands for a word: boosts, the word as it was typed being 1 -----------------------------

STEM = 0.8
# The two words that one is sometimes written as: e post, covid 19.
APART = 0.8
SYNONYM = 0.6
PART = 0.5
# An abbreviation for a single word of its long form: better than nothing, behind all else.
WORD_OF_LONG_FORM = 0.15
# A post of a year that was asked for beside other words: below one that names the year.
YEAR = 0.5
# What each further disjunct that matches adds to the best one.
TIE_BREAKER = 0.2
# Stop words beside other words break ties; they never decide.
OPTIONAL = 0.5

# --- pieces of words ---------------------------------------------------------------------------

GRAM = 0.3
# A gram tells something where it is rarer than this part of all posts, or in fewer than so many.
RARE_SHARE = 0.02
RARE_POSTS = 20

# --- relaxations -------------------------------------------------------------------------------

# A query is relaxed that matches fewer posts than this, and fewer than one in so many of all posts;
# one is enough anywhere.
FEW = 10
FEW_IN = 10
# A word with the dots that it was typed without; one that is near it.
FOLDED = 0.95
FUZZY = 0.5
# A part of a compound without its other parts; and in which share of the posts it may stand to
# tell anything by itself, as skola in simskola does not.
LONE_PART = 0.3
COMMON_PART = 0.2

# --- meaning; see `kb.search.rewriting.meaning` -------------------------------------------------

# What nearness counts beside words in the order of posts that have some of these.
MEANING = 0.5
# Posts that follow by their meaning alone.
MOST_NEAR = 20


def rare(posts: int) -> float:
    """Return in how many posts of so many a gram may stand in a field, and tell something."""
    return max(RARE_POSTS - 1, RARE_SHARE * posts)


def enough(posts: int) -> float:
    """Return how many hits suffice, so that a query over so many posts is not relaxed."""
    return min(FEW, max(1, posts / FEW_IN))
