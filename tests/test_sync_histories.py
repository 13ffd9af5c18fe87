"""Any sequence of imports, with people's edits between, loses no edit and keeps every id."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.post import Post
from kb.corpus.store import format_post, path_of, read_corpus
from kb.importers.found import Extraction, FoundPost
from kb.importers.sync import plan as sync

SOURCE = "https://exempel.se"
WORDS = ["odling", "möte", "ugn", "verkstad", "båt", "höst", "kaffe", "lott", "vår", "bulle"]
TITLES = st.sampled_from(["Årsmöte", "Ny: ugn # 2", "'Citat'", "", "Höst", "null"])
BODIES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
DAYS = st.sampled_from([date(2020, 5, 1), date(2020, 5, 2), date(2021, 1, 1)])
TERMS = st.lists(
    st.sampled_from(["Lund", "lund", "C#", "C", "Nyheter: a", "# x", "2020", "å", " ", "null"]),
    max_size=3,
    unique=True,
).map(tuple)
LINKS = st.sampled_from(["a", "b/", "c?d=e", "#f"]).map("https://exempel.se/{}".format)
RULES = st.lists(
    st.sampled_from(
        ["Lund: ignore", "C: tag", '"C#": {project: c}', "å: {category: nytt}", "2020: tag"]
    ),
    unique=True,
)


@st.composite
def found_posts(draw: st.DrawFn) -> list[FoundPost]:
    number = draw(st.integers(0, 4))
    keys = [f"https://exempel.se/?p={each}" for each in range(number)]
    return [
        FoundPost(
            draw(TITLES), draw(DAYS), draw(BODIES), "rad 1", key,
            draw(st.none() | DAYS), draw(st.none() | LINKS), (), draw(TERMS), draw(TERMS),
        )
        for key in keys
    ]  # fmt: skip


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": TITLES,
        "published": DAYS,
        "body": BODIES,
        "updated": st.none() | DAYS,
        "link": st.none() | LINKS,
        "tags": TERMS,
        "categories": TERMS,
    },
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.just("Min rubrik: # 1"),
        "body": st.just("Min egen text."),
        "source": st.just("https://annan.se/min") | st.none(),
        "tags": st.lists(st.sampled_from(["egen", "Lund", "C"]), unique=True).map(tuple),
        "organisations": st.just(("byalaget",)),
        "draft": st.just(True),
    },
)
STEPS = st.lists(
    st.tuples(st.just("source"), st.integers(0, 3), CHANGES)
    | st.tuples(st.just("gone"), st.integers(0, 3), st.just({}))
    | st.tuples(st.just("edit"), st.integers(0, 3), EDITS)
    | st.tuples(st.just("rules"), st.just(0), RULES.map(lambda rules: {"rules": rules}))
    | st.tuples(st.just("part"), st.integers(0, 3), st.just({}))
    | st.tuples(st.just("prune"), st.just(0), st.just({})),
    max_size=6,
)


@given(found_posts(), STEPS)
@settings(max_examples=60, deadline=None)
def test_no_edit_is_lost_and_no_id_changes(found: list[FoundPost], steps: list) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        history = _History(corpus)
        history.bring(found)
        for step, number, values in steps:
            if step == "source" and found:
                at = number % len(found)
                found = [*found[:at], replace(found[at], **values), *found[at + 1 :]]
            elif step == "gone" and found:
                at = number % len(found)
                found = [*found[:at], *found[at + 1 :]]
            elif step == "rules":
                text = "# mina regler\n" + "".join(f"{rule}\n" for rule in values["rules"])
                (corpus / "mapping.yaml").write_text(text, encoding="utf-8")
            elif step == "edit":
                history.edit(number, values)
            history.bring(
                found[:number] if step == "part" else found,
                complete=step != "part",
                prune=step == "prune",
            )


class _History:
    """A corpus, and what people did to each of its posts."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self.keys: dict[str, str] = {}
        self.edits: dict[str, dict[str, object]] = {}

    def bring(self, found: list[FoundPost], *, complete: bool = True, prune: bool = False) -> None:
        extraction = Extraction(tuple(found), complete=complete)
        report = sync.apply(sync.plan(extraction, self.corpus, SOURCE, prune=prune))
        again = sync.plan(extraction, self.corpus, SOURCE)
        assert (again.report.added, again.report.updated) == ((), ())
        assert again.report.unchanged == len(found)
        assert (again.writes, again.deletions) == ((), ())
        posts = self._posts()
        for post_id in report.removed:
            assert post_id not in self.edits
            del self.keys[post_id]
        for post_id, key in self.keys.items():
            imported = posts[post_id].imported
            assert imported is not None
            assert imported.key == key
        self.keys = {post.id: post.imported.key for post in posts.values() if post.imported}
        by_key = {item.key: item for item in found}
        for post_id, edits in self.edits.items():
            self._check(posts[post_id], by_key.get(self.keys[post_id]), edits)

    def edit(self, number: int, values: dict[str, object]) -> None:
        posts = list(self._posts().values())
        if not posts or not values:
            return
        post = posts[number % len(posts)]
        changed = post.model_copy(update=values)
        text = format_post(changed).replace("published:", "# kommentar\npublished:", 1)
        path_of(self.corpus, post.id).write_text(text, encoding="utf-8")
        edits = self.edits.setdefault(post.id, {})
        edits |= {name: new for name, new in values.items() if getattr(post, name) != new}
        if "tags" in values:
            added, removed = edits.get("added", set()), edits.get("taken away", set())
            assert isinstance(added, set)
            assert isinstance(removed, set)
            # Putting back what they had taken away makes it the import's again.
            new = {*changed.tags} - {*post.tags} - removed
            edits["added"] = (added | new) & {*changed.tags}
            edits["taken away"] = (removed | ({*post.tags} - {*changed.tags})) - {*changed.tags}

    def _check(self, post: Post, item: FoundPost | None, edits: dict[str, object]) -> None:
        for name in ("title", "body", "source"):
            if name in edits:
                assert getattr(post, name) == edits[name]
        assert post.draft or not edits.get("draft")
        if "organisations" in edits:
            assert "byalaget" in post.organisations
        added, removed = edits.get("added", set()), edits.get("taken away", set())
        assert isinstance(added, set)
        assert isinstance(removed, set)
        assert added <= {*post.tags}
        if item is not None:
            assert not removed & {*post.tags}
        text = path_of(self.corpus, post.id).read_text(encoding="utf-8")
        assert "# kommentar\npublished:" in text

    def _posts(self) -> dict[str, Post]:
        if not self.corpus.exists():
            return {}
        corpus = read_corpus(self.corpus)
        assert corpus.faults == ()
        return {post.id: post for post in corpus.posts}


# A source has keys of its own or has none.
ODD_POSTS = st.sampled_from([st.none(), st.sampled_from(["a", "b", "a #2"])]).flatmap(
    lambda keys: st.lists(_odd_post(keys), max_size=5)
)


def _odd_post(keys: st.SearchStrategy[str | None]) -> st.SearchStrategy[FoundPost]:
    return st.builds(
        FoundPost,
        title=TITLES,
        published=DAYS,
        body=BODIES,
        where=st.just("rad 1"),
        key=keys,
        updated=st.none() | DAYS,
        link=st.none() | LINKS | st.just(SOURCE),
        former_links=st.lists(LINKS, max_size=1).map(tuple),
        tags=TERMS,
        categories=TERMS,
    )


@given(st.lists(st.tuples(ODD_POSTS, st.booleans()), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_same_import_again_changes_nothing(
    readings: list[tuple[list[FoundPost], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ids: set[str] = set()
        for posts, complete in readings:
            extraction = Extraction(tuple(posts), complete=complete)
            first = sync.apply(sync.plan(extraction, Path(folder), SOURCE))
            again = sync.plan(extraction, Path(folder), SOURCE, prune=not complete)
            assert (again.writes, again.deletions) == ((), ())
            assert again.report.unchanged == len(posts) - len(again.report.left_out)
            assert len(first.added) + len(first.updated) <= again.report.unchanged
            corpus = read_corpus(Path(folder))
            assert corpus.faults == ()
            assert ids <= {post.id for post in corpus.posts}
            ids = {post.id for post in corpus.posts}
