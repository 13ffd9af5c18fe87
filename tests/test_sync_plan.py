import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.store import parse_post, path_of, read_corpus
from kb.errors import CorpusError, KnowledgeBaseError
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.sync import plan as sync
from kb.importers.sync.plan import ImportReport

SOURCE = "archive:nyheter.txt"
LONG = (
    "Föreningen bjöd in alla medlemmar till ett möte om hur odlingen ska skötas i år. "
    "Många kom, och efter kaffet delades lotterna ut åt var och en som hade anmält sig. "
    "Kassören berättade om läget och tackade dem som hade lagt ned tid på det nya staketet."
)
OTHER = (
    "Verkstaden får en ny ugn. Den gamla brann upp i våras, och sedan dess har bagarna fått "
    "låna plats hos grannbyn. Invigningen blir på lördag med bullar åt alla barn."
)


def found(title: str = "Årsmöte", body: str = LONG, day: int = 1, **more: object) -> FoundPost:
    values: dict[str, object] = {"where": "lines 1-9", **more}
    return FoundPost(title=title, published=date(2020, 5, day), body=body, **values)  # type: ignore[arg-type]


def run(corpus: Path, *posts: FoundPost, prune: bool = False, **more: object) -> ImportReport:
    extraction = Extraction(posts=posts, complete=True, **more)  # type: ignore[arg-type]
    return sync.apply(sync.plan(extraction, corpus, SOURCE, prune=prune))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(corpus: Path, post_id: str, old: str, new: str) -> None:
    path = path_of(corpus, post_id)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- adding and knowing again ---------------------------------------------------------------


def test_adds_posts_under_readable_ids(tmp_path: Path) -> None:
    report = run(tmp_path / "corpus", found("Ny ö", updated=date(2020, 6, 1)), found("Årsmöte"))
    assert report.added == ("2020-05-01-ny-o", "2020-05-01-arsmote")
    first, second = read_corpus(tmp_path / "corpus").posts
    assert (first.title, second.title) == ("Årsmöte", "Ny ö")
    assert second.updated == date(2020, 6, 1)
    assert second.body == LONG
    assert second.imported is not None
    assert second.imported.source == SOURCE
    assert second.imported.key == "2020-05-01 Ny ö"


def test_same_import_twice_writes_nothing(tmp_path: Path) -> None:
    posts = [found("Årsmöte"), found("Årsmöte", OTHER), found("Ugn", OTHER, day=2, key="guid-7")]
    quarantined = (Quarantined("Utan dag", "lines 20-22", "no date", "Utan dag\n\nText."),)
    run(tmp_path, *posts, quarantined=quarantined)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    extraction = Extraction(tuple(posts), quarantined, complete=True)
    again = sync.plan(extraction, tmp_path, SOURCE, prune=True)
    assert (again.writes, again.deletions) == ((), ())
    assert again.report.unchanged == 3
    assert (again.report.added, again.report.updated, again.report.kept) == ((), (), ())
    sync.apply(again)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_plan_writes_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    planned = sync.plan(Extraction(posts=(found(),)), corpus, SOURCE)
    assert planned.report.added == ("2020-05-01-arsmote",)
    assert not corpus.exists()


def test_changed_text_updates_the_same_post(tmp_path: Path) -> None:
    run(tmp_path, found())
    report = run(tmp_path, found(body=OTHER, updated=date(2020, 7, 1)))
    assert report.updated == ("2020-05-01-arsmote",)
    (post,) = read_corpus(tmp_path).posts
    assert (post.body, post.updated) == (OTHER, date(2020, 7, 1))
    assert run(tmp_path, found(body=OTHER)).updated == ("2020-05-01-arsmote",)
    assert read_corpus(tmp_path).posts[0].updated is None


def test_changed_title_is_known_by_day_and_text(tmp_path: Path) -> None:
    run(tmp_path, found(), found("Ugn", OTHER))
    changed = LONG.replace("Många", "Trettio personer")
    report = run(tmp_path, found("Ugn", OTHER), found("Möte om odlingen", changed))
    assert report.updated == ("2020-05-01-arsmote",)
    assert report.added == ()
    by_id = {post.id: post for post in read_corpus(tmp_path).posts}
    assert by_id["2020-05-01-arsmote"].title == "Möte om odlingen"
    assert by_id["2020-05-01-arsmote"].body == changed
    assert run(tmp_path, found("Ugn", OTHER), found("Möte om odlingen", changed)).unchanged == 2


def test_other_text_of_the_day_is_another_post(tmp_path: Path) -> None:
    run(tmp_path, found())
    assert run(tmp_path, found(), found("Ugn", OTHER)).added == ("2020-05-01-ugn",)


def test_other_source_is_never_touched(tmp_path: Path) -> None:
    run(tmp_path, found())
    before = tree(tmp_path)
    extraction = Extraction(posts=(found(body=OTHER),), complete=True)
    planned = sync.plan(extraction, tmp_path, "archive:b.txt", prune=True)
    assert planned.report.added == ("2020-05-01-arsmote-2",)
    sync.apply(planned)
    assert before.items() <= tree(tmp_path).items()


def test_key_of_the_source_outlives_title_and_date(tmp_path: Path) -> None:
    run(tmp_path, found("Gammal", key="guid-1"), found("Annan", OTHER, key="guid-2"))
    report = run(
        tmp_path,
        found("Ny", "Helt ny text.", day=9, key="guid-1"),
        found("Gammal", LONG, key="guid-2"),
    )
    assert report.updated == ("2020-05-01-gammal", "2020-05-01-annan")
    by_id = {post.id: post for post in read_corpus(tmp_path).posts}
    assert by_id["2020-05-01-gammal"].title == "Ny"
    assert by_id["2020-05-01-gammal"].published == date(2020, 5, 9)
    assert by_id["2020-05-01-annan"].body == LONG


def test_same_date_and_title_are_two_posts_whatever_their_order(tmp_path: Path) -> None:
    run(tmp_path, found(body=LONG), found(body=OTHER))
    assert [post.body for post in read_corpus(tmp_path).posts] == [LONG, OTHER]
    third = "En tredje nyhet med samma namn, denna gång om båtar."
    report = run(tmp_path, found(body=third), found(body=OTHER + " Välkomna."), found(body=LONG))
    assert report.added == ("2020-05-01-arsmote-3",)
    assert report.updated == ("2020-05-01-arsmote-2",)
    assert [post.body for post in read_corpus(tmp_path).posts] == [
        LONG,
        OTHER + " Välkomna.",
        third,
    ]


def test_exact_doubles_are_one_post_and_said(tmp_path: Path) -> None:
    for _ in range(2):
        report = run(tmp_path, found(), found(where="lines 12-20"))
        (left,) = report.left_out
        assert (left.text, left.where) == ("Årsmöte", "lines 12-20")
        assert "stands twice" in left.reason
    assert report.unchanged == 1


def test_new_id_avoids_ids_and_aliases(tmp_path: Path) -> None:
    run(tmp_path, found())
    edit(tmp_path, "2020-05-01-arsmote", "title:", "aliases: [2020-05-01-ugn]\ntitle:")
    assert run(tmp_path, found(), found("Ugn", OTHER)).added == ("2020-05-01-ugn-2",)


@given(st.builds(FoundPost, **{field.name: ... for field in dataclasses.fields(FoundPost)}))
def test_tidying_loses_no_field(item: FoundPost) -> None:
    tidy = sync._tidied(item)
    assert tidy.title.split() == item.title.split()
    assert tidy.body.split() == item.body.split()
    assert sync._prepared(tidy).title_made is not bool(item.title.split())
    for field in dataclasses.fields(FoundPost):
        if field.name not in ("title", "body", "link", "former_links"):
            assert getattr(tidy, field.name) == getattr(item, field.name)


# --- what people did ------------------------------------------------------------------------


def test_title_edited_by_hand_is_kept_and_the_body_updated(tmp_path: Path) -> None:
    run(tmp_path, found())
    edit(tmp_path, "2020-05-01-arsmote", "title: Årsmöte", "title: Årsmötet i maj")
    report = run(tmp_path, found(body=OTHER))
    assert report.updated == ("2020-05-01-arsmote",)
    assert len(report.kept) == 1
    assert report.kept[0].startswith("2020-05-01-arsmote: title edited by hand")
    (post,) = read_corpus(tmp_path).posts
    assert (post.title, post.body) == ("Årsmötet i maj", OTHER)
    assert len(run(tmp_path, found(body=OTHER)).kept) == 1


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (LONG, "Min egen text.", "body"),
        ("published: 2020-05-01", "published: 2020-05-03", "dates"),
        ("published: 2020-05-01", "published: 2020-05-01\nupdated: 2020-05-03", "dates"),
    ],
)
def test_edited_post_stays_as_it_is(tmp_path: Path, old: str, new: str, named: str) -> None:
    run(tmp_path, found())
    edit(tmp_path, "2020-05-01-arsmote", old, new)
    before = tree(tmp_path)
    report = run(tmp_path, found())
    assert (report.unchanged, report.updated) == (1, ())
    assert [note.split()[1] for note in report.kept] == [named]
    assert tree(tmp_path) == before


def test_edit_that_the_source_makes_too_ends_the_edit(tmp_path: Path) -> None:
    run(tmp_path, found())
    edit(tmp_path, "2020-05-01-arsmote", LONG, OTHER)
    assert run(tmp_path, found(body=OTHER)).kept == ()
    assert run(tmp_path, found(body="Nyare.")).kept == ()
    assert read_corpus(tmp_path).posts[0].body == "Nyare."


def test_resaving_in_an_editor_is_no_edit(tmp_path: Path) -> None:
    run(tmp_path, found(body="En rad.  \nEn till.\n\nSlut."))
    path = path_of(tmp_path, "2020-05-01-arsmote")
    text = path.read_text(encoding="utf-8").replace("rad.  \n", "rad.\n") + "\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    report = run(tmp_path, found(body="En rad.  \nEn till.\n\nSlut på allt."))
    assert (report.updated, report.kept) == (("2020-05-01-arsmote",), ())
    assert read_corpus(tmp_path).posts[0].body.endswith("Slut på allt.")


def test_a_post_is_changed_where_it_lies(tmp_path: Path) -> None:
    run(tmp_path, found())
    path = path_of(tmp_path, "2020-05-01-arsmote")
    path = path.rename(path.with_suffix(".markdown"))
    report = run(tmp_path, found(body=LONG + "\n\nKassör: vald."))
    assert report.updated == ("2020-05-01-arsmote",)
    assert "Kassör: vald." in path.read_text(encoding="utf-8")
    assert run(tmp_path, prune=True).removed == ("2020-05-01-arsmote",)
    assert not path.exists()


def test_front_matter_set_by_hand_survives_an_update(tmp_path: Path) -> None:
    run(tmp_path, found())
    edit(
        tmp_path,
        "2020-05-01-arsmote",
        "title: Årsmöte\n",
        "projects: [odling]  # det stora\n# rubriken är deras\ntitle: Årsmöte\ndraft: true\n"
        "organisations:\n- byalaget\nnot_mentioned: [karma]\naliases: [2019-01-01-x]\n"
        "source: https://exempel.se/a\n",
    )
    longer = LONG + "\n\nKassör: vald."
    report = run(tmp_path, found("Årsmöte: # bra", longer, updated=date(2020, 5, 2)))
    assert report.updated == ("2020-05-01-arsmote",)
    text = path_of(tmp_path, "2020-05-01-arsmote").read_text(encoding="utf-8")
    assert "projects: [odling]  # det stora\n# rubriken är deras\ntitle: 'Årsmöte: # bra'" in text
    (post,) = read_corpus(tmp_path).posts
    assert post.draft
    assert (post.organisations, post.projects) == (("byalaget",), ("odling",))
    assert (post.not_mentioned, post.aliases) == (("karma",), ("2019-01-01-x",))
    assert (post.source, post.updated) == ("https://exempel.se/a", date(2020, 5, 2))
    assert (post.title, post.body) == ("Årsmöte: # bra", longer)


def test_unknown_checksum_keeps_what_differs(tmp_path: Path) -> None:
    run(tmp_path, found())
    edit(tmp_path, "2020-05-01-arsmote", "  checksum: ", "  checksum: abc # ")
    for _ in range(2):
        report = run(tmp_path, found(body=OTHER))
        assert [note.split()[1] for note in report.kept] == ["body"]
        assert read_corpus(tmp_path).posts[0].body == LONG
    assert report.unchanged == 1


# --- removing -------------------------------------------------------------------------------


def test_nothing_is_removed_without_prune(tmp_path: Path) -> None:
    run(tmp_path, found(), found("Ugn", OTHER, day=2))
    before = tree(tmp_path)
    assert run(tmp_path, found()).removed == ()
    assert tree(tmp_path) == before


def test_prune_removes_what_the_source_no_longer_has(tmp_path: Path) -> None:
    other = tmp_path / "posts" / "2020" / "2020-05-02-egen.md"
    run(tmp_path, found(), found("Ugn", OTHER, day=2))
    other.write_text("---\nid: 2020-05-02-egen\ntitle: Egen\npublished: 2020-05-02\n---\n\nHej\n")
    report = run(tmp_path, found(), prune=True)
    assert report.removed == ("2020-05-02-ugn",)
    assert [post.id for post in read_corpus(tmp_path).posts] == [
        "2020-05-01-arsmote",
        "2020-05-02-egen",
    ]


def test_nothing_is_removed_after_a_partial_extraction(tmp_path: Path) -> None:
    doubtful = Quarantined("Oklart", "line 7", "no date", "Oklart\n\nText.")
    run(tmp_path, found(), found("Ugn", OTHER, day=2), quarantined=(doubtful,))
    before = tree(tmp_path)
    partial = Extraction(posts=(found(),))
    for prune in (True, False):
        planned = sync.plan(partial, tmp_path, SOURCE, prune=prune)
        assert (planned.writes, planned.deletions) == ((), ())
        assert planned.report.to_json()["removed"] == []
        told = [f"{SOURCE}: only a part of it was read"] if prune else []
        assert [note.partition(",")[0] for note in planned.report.kept] == told
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("grannbyn", "byn intill"), ("title: Ugn", "organisations: [bageriet]\ntitle: Ugn")],
)
def test_prune_keeps_what_was_edited_by_hand(tmp_path: Path, old: str, new: str) -> None:
    run(tmp_path, found("Ugn", OTHER))
    edit(tmp_path, "2020-05-01-ugn", old, new)
    report = run(tmp_path, prune=True)
    assert report.removed == ()
    assert "2020-05-01-ugn: no longer in archive:nyheter.txt" in report.kept[0]


@pytest.mark.parametrize(
    "item",
    [
        Quarantined("Nytt", "lines 4-8", "no date", "Nytt\n\n" + OTHER + " Mera."),
        Quarantined("UGN", "lines 4-8", "no date", "Helt omskriven."),
        LeftOut("Senast: ugn", "line 4", "before the first post"),
    ],
)
def test_prune_keeps_what_may_have_been_set_aside(
    tmp_path: Path, item: Quarantined | LeftOut
) -> None:
    run(tmp_path, found(), found("Ugn", OTHER, day=2))
    aside = {"quarantined" if isinstance(item, Quarantined) else "left_out": (item,)}
    report = run(tmp_path, prune=True, **aside)
    assert report.removed == ("2020-05-01-arsmote",)
    assert "may be what was set aside" in report.kept[0]
    assert path_of(tmp_path, "2020-05-02-ugn").exists()


def test_posts_taken_down_do_not_come_back(tmp_path: Path) -> None:
    (tmp_path / "removed.yaml").write_text("- {id: 2020-05-01-arsmote, date: 2021-01-01}\n")
    for _ in range(2):
        report = run(tmp_path, found(), found("Ugn", OTHER))
        assert not path_of(tmp_path, "2020-05-01-arsmote").exists()
        (left,) = report.left_out
        assert left.text == "Årsmöte"
        assert "removed.yaml" in left.reason
    assert report.unchanged == 1


def test_namesake_of_a_post_taken_down_is_imported(tmp_path: Path) -> None:
    (tmp_path / "removed.yaml").write_text("- id: 2020-05-01-arsmote\n")
    assert run(tmp_path, found(), found(body=OTHER)).added == ("2020-05-01-arsmote-2",)
    report = run(tmp_path, found(body=LONG + " Mer."), found(body=OTHER + " Mer."))
    assert report.updated == ("2020-05-01-arsmote-2",)
    assert [post.body for post in read_corpus(tmp_path).posts] == [OTHER + " Mer."]


def test_numbered_post_taken_down_does_not_come_back(tmp_path: Path) -> None:
    run(tmp_path, found(), found(body=OTHER))
    path_of(tmp_path, "2020-05-01-arsmote-2").unlink()
    (tmp_path / "removed.yaml").write_text("- id: 2020-05-01-arsmote-2\n  reason: fel\n")
    report = run(tmp_path, found(), found(body=OTHER))
    assert (report.added, report.unchanged) == ((), 1)


@pytest.mark.parametrize("content", ["id: x\n", "- date: 2020-01-01\n", "- [\n", "- x\n"])
def test_faulty_list_of_removed_posts_stops_the_import(tmp_path: Path, content: str) -> None:
    (tmp_path / "removed.yaml").write_text(content)
    with pytest.raises(CorpusError, match=r"removed\.yaml:\d"):
        run(tmp_path, found())


# --- quarantine -----------------------------------------------------------------------------


def test_quarantined_text_lies_in_a_file_of_its_own(tmp_path: Path) -> None:
    text = "Utan dag: ett\n\n---\nText med ---\n"
    item = Quarantined("Utan dag: ett", "lines 20-22", "no date: 31 juni", text)
    report = run(tmp_path, quarantined=(item, item))
    assert report.quarantined == (item, item)
    names = sorted(path.name for path in (tmp_path / "quarantine").iterdir())
    assert len(names) == 2
    assert all(name.startswith("utan-dag-ett-") for name in names)
    content = (tmp_path / "quarantine" / names[0]).read_text(encoding="utf-8")
    head, _, rest = content.partition("\n---\n\n")
    assert rest == text
    assert "source: archive:nyheter.txt" in head
    assert "where: lines 20-22" in head
    assert "reason: 'no date: 31 juni'" in head
    assert read_corpus(tmp_path).posts == ()


def test_quarantine_is_cleaned_up_unless_edited(tmp_path: Path) -> None:
    items = tuple(Quarantined(t, "line 1", "no date", f"{t}\n\nText.") for t in ("A", "B"))
    run(tmp_path, quarantined=items)
    moved = tuple(dataclasses.replace(item, where="line 9") for item in items)
    run(tmp_path, quarantined=moved)
    one, _ = sorted((tmp_path / "quarantine").iterdir())
    assert "line 9" in one.read_text()
    one.write_text(one.read_text().replace("Text.", "Text, hör till mötet."))
    other_source = sync.plan(Extraction(), tmp_path, "archive:annan.txt")
    assert other_source.deletions == ()
    again = run(tmp_path, quarantined=items)
    assert [str(one) in note for note in again.kept] == [True]
    run(tmp_path)
    assert list((tmp_path / "quarantine").iterdir()) == [one]
    assert "hör till mötet" in one.read_text()


# --- trouble --------------------------------------------------------------------------------


def test_faulty_posts_stop_the_import_before_it_writes(tmp_path: Path) -> None:
    run(tmp_path, found(), found("Ugn", OTHER))
    edit(tmp_path, "2020-05-01-arsmote", "published: 2020-05-01", "published: i maj")
    (tmp_path / "posts" / "2020" / "2020-05-01-x.md").write_text("ingenting")
    before = tree(tmp_path)
    with pytest.raises(CorpusError) as caught:
        run(tmp_path, found(body=OTHER), found("Båt", "Ny."))
    assert len(caught.value.faults) == 2
    assert tree(tmp_path) == before


def test_faulty_register_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "organisations.yaml").write_text("- [\n")
    assert run(tmp_path, found()).added == ("2020-05-01-arsmote",)


_ASIDE = Quarantined("Oklart", "line 7", "no date", "Oklart\n\nText.")
_BEFORE = Extraction(
    posts=(
        found("Kvar"),
        found("Ändras", day=2),
        found("Bort", "Den här nyheten finns inte mer.", day=3),
        found("Borta", "Inte heller denna.", day=4),
    ),
    quarantined=(_ASIDE, Quarantined("Nu klart", "line 8", "no date", "Nu klart\n\nAnnan text.")),
)
_AFTER = Extraction(
    posts=(
        found("Inbjudan", "Kom!", day=6),
        found("Inbjudan", "Kom igen!", day=6),
        found("Kvar"),
        found("Ändras", OTHER, day=2),
        found("Nu klart", "Annan text.", day=7),
    ),
    quarantined=(_ASIDE, Quarantined("Nytt", "line 9", "no date", "Något annat.")),
    complete=True,
)


def test_import_completes_after_a_crash_at_any_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 0

    def or_crash(step: Callable[..., None]) -> Callable[..., None]:
        def run_step(*args: object, **more: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            step(*args, **more)

        return run_step

    whole = tmp_path / "whole"
    sync.apply(sync.plan(_BEFORE, whole, SOURCE))
    report = sync.apply(sync.plan(_AFTER, whole, SOURCE, prune=True))
    assert (len(report.added), len(report.updated), len(report.removed)) == (3, 1, 2)
    expected = tree(whole)
    crashes = 0
    while True:
        corpus = tmp_path / f"crash-{crashes}"
        sync.apply(sync.plan(_BEFORE, corpus, SOURCE))
        planned = sync.plan(_AFTER, corpus, SOURCE, prune=True)
        left = crashes
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", or_crash(Path.replace))
            patched.setattr(Path, "unlink", or_crash(Path.unlink))
            try:
                sync.apply(planned)
                break
            except KeyboardInterrupt:
                crashes += 1
        sync.apply(sync.plan(_AFTER, corpus, SOURCE, prune=True))
        assert tree(corpus) == expected
    assert crashes == len(planned.writes) + len(planned.deletions) == 8


def test_half_a_file_of_a_killed_import_is_cleared_away(tmp_path: Path) -> None:
    half = tmp_path / "posts" / "2020" / ".2020-05-01-arsmote.md.abc123.part"
    half.parent.mkdir(parents=True)
    half.write_text("---\nid: 2020")
    run(tmp_path, found())
    assert list(tree(tmp_path)) == ["posts/2020/2020-05-01-arsmote.md"]


def test_failed_write_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2020").write_text("in the way")
    with pytest.raises(KnowledgeBaseError, match=r"2020-05-01-arsmote\.md: cannot be written"):
        run(tmp_path, found())


def test_report_has_the_documented_shape(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        found(),
        quarantined=(Quarantined("T", "line 3", "no date", "T\n\nText"),),
        left_out=(LeftOut("Aktuellt", "line 1", "heading of the page"),),
    )
    assert report.to_json() == {
        "added": ["2020-05-01-arsmote"],
        "updated": [],
        "unchanged": 0,
        "removed": [],
        "quarantined": [{"title": "T", "where": "line 3", "reason": "no date"}],
        "left_out": [{"text": "Aktuellt", "where": "line 1", "reason": "heading of the page"}],
    }
    content = path_of(tmp_path, "2020-05-01-arsmote").read_bytes()
    assert parse_post(content, "").imported is not None
