"""The only read path: a query goes in, results come out, whatever asks and whatever engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kb.search.cache import Cache
from kb.search.document import Document
from kb.search.engine import Engine
from kb.search.expansion import Expansion
from kb.search.facets import facets
from kb.search.plan import Plan, Reading, Step
from kb.search.query import Filters, Occur, Query
from kb.search.results import Hit, Relaxed, Results
from kb.search.snippets import Highlighter, Sentence, sentences_of, snippets
from kb.search.suggest import Suggestions

# A search with fewer hits than this, and than a tenth of all posts, is loosened.
_FEW = 10
# Words of the posts shown last, kept as snippets need them: 170 bytes each, so 17 MB. Some 400
# news posts, or one visitor's next pages and searches where posts are many.
_SHOWN_WORDS = 100_000
_STEPS = {
    Step.FOLDED: "Ord utan prickar söktes också med å, ä och ö.",
    Step.FUZZY: "Få inlägg har orden som de är skrivna, så ord som liknar dem söktes också.",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a hit shows of a post, its text divided for snippets."""

    id: str
    title: Sentence
    date: date
    organisations: tuple[str, ...]
    projects: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    @property
    def size(self) -> int:
        """How many words it has; 1 more, so that posts without any do not pile up."""
        return 1 + sum(len(sentence.tokens) for sentence in self.sentences)


class SearchService:
    """Searches one open generation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.registers = engine.tables.registers
        self._expansion = Expansion(engine.analyzer, engine.tables, engine.vocabulary)
        self.suggestions = Suggestions(engine, self._expansion)
        self._shown = Cache[str, _Shown](_SHOWN_WORDS, lambda shown: shown.size)
        self._enough = min(_FEW, max(1, engine.generation.posts / 10))

    def search(self, query: Query) -> Results:
        """Return one page of what a query finds, with snippets, facets and notices."""
        readings = self._readings(query)
        matches = self.engine.match(_plan(readings, query))
        highlighter = Highlighter(readings[-1].needs)
        return Results(
            request=query,
            total=matches.total,
            page=query.page,
            pages=-(-matches.total // query.per_page),
            hits=tuple(
                _hit(self._show(post_id), score, highlighter) for post_id, score in matches.hits
            ),
            facets=facets(matches.counts, query.filters, self.registers),
            named=self._expansion.named(query),
            notices=(*query.notices, *self._unknown(query.filters)),
            relaxed=self._relaxed(query, readings),
            suggestion=self._suggestion(query, readings[0]),
        )

    def count(self, query: Query) -> int:
        """Return how many posts a query finds."""
        return self.engine.match(_plan(self._readings(query), query)).total

    def _readings(self, query: Query) -> tuple[Reading, ...]:
        """Return the readings that a search uses: looser ones only where they are needed.

        Whether they are is asked of all posts, filters aside.
        """
        used: list[Reading] = []
        found = -1
        for reading in self._expansion.readings(query):
            if found >= self._enough:
                break
            total = self.engine.total(reading)
            if total > found:
                used.append(reading)
                found = total
        return tuple(used)

    def _relaxed(self, query: Query, readings: tuple[Reading, ...]) -> Relaxed | None:
        """Say how far a search was loosened, in words for the visitor."""
        step = readings[-1].step
        if step is Step.STRICT:
            return None
        if step is not Step.SOME:
            return Relaxed(step.value, _STEPS[step])
        required = [c.terms for c in query.clauses if c.occur is Occur.MUST]
        of_one = sum(map(len, required)) == 1
        whole, some = ("hela ordet", "en del av det") if of_one else ("alla orden", "några av dem")
        if self.engine.total(readings[-2]):
            text = f"Få inlägg har {whole}, så inlägg med {some} visas också."
        else:
            text = f"Inget inlägg har {whole}. Här är inlägg med {some}."
        return Relaxed(step.value, text)

    def _suggestion(self, query: Query, strictest: Reading) -> str | None:
        """Return another spelling that finds more, where the query as it is finds few."""
        found = self.engine.total(strictest)
        return self.suggestions.instead_of(query, found) if found < self._enough else None

    def post(self, post_id: str) -> Document | None:
        """Return a post by its id or a former one; its `id` says which. None for no post."""
        current = self.engine.current_id(post_id)
        return None if current is None else self.engine.documents([current])[0]

    def _show(self, post_id: str) -> _Shown:
        return self._shown.get(post_id, lambda: _read(self.engine, post_id))

    def _unknown(self, filters: Filters) -> Iterator[str]:
        """Say which chosen ids neither a register nor a post knows."""
        organisations = {entry.id for entry in self.registers.organisations}
        for value in filters.organisations:
            if value not in organisations and not self.count(_only(organisations=(value,))):
                yield f"Det finns ingen organisation ”{_in_message(value)}”."
        projects = {entry.id for entry in self.registers.projects}
        for value in filters.projects:
            if value not in projects and not self.count(_only(projects=(value,))):
                yield f"Det finns inget projekt ”{_in_message(value)}”."


def _plan(readings: tuple[Reading, ...], query: Query) -> Plan:
    return Plan(readings, query.filters, query.order, query.page, query.per_page)


def _only(organisations: tuple[str, ...] = (), projects: tuple[str, ...] = ()) -> Query:
    return Query(filters=Filters(organisations, projects))


def _in_message(value: str) -> str:
    return " ".join(value.split())[:80]


def _read(engine: Engine, post_id: str) -> _Shown:
    (document,) = engine.documents([post_id])
    return _Shown(
        id=document.id,
        title=Sentence(document.title, engine.analyzer.analyze(document.title)),
        date=document.published,
        organisations=document.organisations,
        projects=document.projects,
        sentences=sentences_of(document.paragraphs, engine.analyzer),
    )


def _hit(post: _Shown, score: float, highlighter: Highlighter) -> Hit:
    return Hit(
        id=post.id,
        title=post.title.text,
        date=post.date,
        score=score,
        organisations=post.organisations,
        projects=post.projects,
        snippets=snippets(post.sentences, highlighter),
        title_highlights=highlighter.spans(post.title.tokens),
    )
