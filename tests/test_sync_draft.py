"""What becomes of addresses, terms, titles and keys of posts, import by import."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.corpus.post import Post
from kb.corpus.store import path_of, read_corpus
from kb.errors import CorpusError
from kb.importers.found import Extraction, FoundPost, Quarantined
from kb.importers.sync import plan as sync
from kb.importers.sync.plan import ImportReport

SITE = "https://exempel.se"
TEXT = (
    "Föreningen bjöd in alla medlemmar till ett möte om hur odlingen ska skötas i år. "
    "Många kom, och efter kaffet delades lotterna ut åt var och en som hade anmält sig."
)
OTHER = "Verkstaden får en ny ugn. Den gamla brann upp i våras, och sedan dess har bagarna lånat."
ID = "2020-05-01-arsmote"
POST = FoundPost(
    "Årsmöte",
    date(2020, 5, 1),
    TEXT,
    "item 1",
    key="https://exempel.se/?p=1",
    link="https://exempel.se/arsmote/",
    tags=("lokalt", "Odling"),
    categories=("Nyheter",),
)


def bring(
    corpus: Path,
    *posts: FoundPost,
    source: str = SITE,
    complete: bool = True,
    prune: bool = False,
    quarantined: tuple[Quarantined, ...] = (),
) -> ImportReport:
    extraction = Extraction(posts, quarantined, complete=complete)
    return sync.apply(sync.plan(extraction, corpus, source, prune=prune))


def the_post(corpus: Path) -> Post:
    (post,) = read_corpus(corpus).posts
    return post


def edit(corpus: Path, old: str, new: str, post_id: str = ID) -> None:
    path = path_of(corpus, post_id)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- addresses ------------------------------------------------------------------------------


def test_address_and_terms_come_in(tmp_path: Path) -> None:
    assert bring(tmp_path, POST).added == (ID,)
    post = the_post(tmp_path)
    assert post.source == "https://exempel.se/arsmote/"
    assert (post.categories, post.tags) == (("nyheter",), ("lokalt", "Odling"))
    assert post.imported is not None
    assert (post.imported.former, post.imported.title_made) == ((), False)
    assert bring(tmp_path, POST).unchanged == 1


def test_the_newest_address_is_the_source_and_the_others_are_kept(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, former_links=("https://exempel.se/?p=1",)))
    moved = replace(POST, link="https://exempel.se/2020/arsmote")
    assert bring(tmp_path, moved).updated == (ID,)
    post = the_post(tmp_path)
    assert post.source == "https://exempel.se/2020/arsmote"
    assert post.imported is not None
    assert post.imported.former == ("https://exempel.se/?p=1", "https://exempel.se/arsmote/")
    assert bring(tmp_path, moved).unchanged == 1
    back = bring(tmp_path, POST)
    assert back.updated == (ID,)
    post = the_post(tmp_path)
    assert post.imported is not None
    assert (post.source, post.imported.former) == (
        "https://exempel.se/arsmote/",
        ("https://exempel.se/?p=1", "https://exempel.se/2020/arsmote"),
    )


def test_spelling_of_an_address_does_not_go_to_and_fro(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, link="http://www.exempel.se/arsmote"))
    assert bring(tmp_path, POST).updated == (ID,)  # https is newer than http
    for link in ("http://www.exempel.se/arsmote", "https://exempel.se/arsmote"):
        assert bring(tmp_path, replace(POST, link=link)).unchanged == 1
    post = the_post(tmp_path)
    assert post.imported is not None
    assert (post.source, post.imported.former) == ("https://exempel.se/arsmote/", ())


@pytest.mark.parametrize("by_hand", ["source: https://annan.se/a", "draft: true"])
def test_a_source_set_by_hand_stays_and_is_told(tmp_path: Path, by_hand: str) -> None:
    bring(tmp_path, POST)
    edit(tmp_path, "source: https://exempel.se/arsmote/", by_hand)
    moved = replace(POST, link="https://exempel.se/nytt", body=OTHER)
    for item in (POST, moved, moved):
        report = bring(tmp_path, item)
        assert len(report.kept) == 1
        assert report.kept[0].startswith(f"{ID}: source edited by hand, not taken from {SITE}")
    post = the_post(tmp_path)
    assert post.source == ("https://annan.se/a" if "source" in by_hand else None)
    assert post.body == OTHER


def test_a_source_that_does_not_tell_addresses_takes_none_away(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    assert bring(tmp_path, replace(POST, link=None)).unchanged == 1
    assert the_post(tmp_path).source == "https://exempel.se/arsmote/"


def test_posts_imported_before_addresses_were_taken(tmp_path: Path) -> None:
    bare = replace(POST, link=None, tags=(), categories=())
    bring(tmp_path, bare)
    imported = the_post(tmp_path).imported
    assert imported is not None
    assert imported.checksum.count(".") == 2  # as versions before wrote it
    edit(tmp_path, "published:", "categories: [eget]\npublished:")
    assert bring(tmp_path, bare).unchanged == 1
    report = bring(tmp_path, POST)
    assert (report.updated, report.kept) == ((ID,), ())
    post = the_post(tmp_path)
    assert (post.source, post.categories) == (POST.link, ("eget", "nyheter"))
    assert bring(tmp_path, POST).unchanged == 1


# --- terms ----------------------------------------------------------------------------------


def test_terms_follow_the_source_and_people_keep_theirs(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    edit(tmp_path, "- lokalt", "- eget  # mitt")
    changed = replace(POST, tags=("lokalt", "Ny"), categories=("Press",))
    assert bring(tmp_path, changed).updated == (ID,)
    post = the_post(tmp_path)
    assert (post.tags, post.categories) == (("eget", "Ny"), ("press",))
    assert "- eget  # mitt\n" in path_of(tmp_path, ID).read_text(encoding="utf-8")
    assert bring(tmp_path, changed).unchanged == 1


def test_what_a_person_had_before_the_source_outlives_it_there(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, tags=("lokalt",)))
    edit(tmp_path, "- lokalt", "- lokalt\n- Odling")
    for tags in (("lokalt", "Odling"), ("lokalt",), ()):
        bring(tmp_path, replace(POST, tags=tags))
    assert the_post(tmp_path).tags == ("Odling",)


def test_order_of_terms_is_no_change(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    assert bring(tmp_path, replace(POST, tags=POST.tags[::-1])).unchanged == 1


def test_a_part_of_the_source_takes_nothing_away_by_silence(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, updated=date(2020, 6, 1)))
    feed = replace(POST, tags=(), categories=(), link=None)
    assert bring(tmp_path, feed, complete=False).unchanged == 1
    assert bring(tmp_path, replace(feed, body=OTHER), complete=False).updated == (ID,)
    post = the_post(tmp_path)
    assert (post.updated, post.tags) == (date(2020, 6, 1), ("lokalt", "Odling"))
    assert bring(tmp_path, feed).updated == (ID,)
    assert the_post(tmp_path).tags == ()


def test_a_summary_never_takes_the_place_of_the_text(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    for end in ("…", " [&hellip;]".replace("&hellip;", "…"), "..."):
        summary = replace(POST, body=TEXT[:80].rpartition(" ")[0] + end)
        assert bring(tmp_path, summary, complete=False).unchanged == 1
    assert the_post(tmp_path).body == TEXT
    cut = replace(POST, body=TEXT[:80])
    assert bring(tmp_path, cut, complete=False).updated == (ID,)


def test_mapping_is_proposed_once_and_followed_from_then_on(tmp_path: Path) -> None:
    report = bring(tmp_path, POST)
    path = tmp_path / "mapping.yaml"
    assert any("mapping.yaml is proposed" in note for note in report.notes)
    assert (
        (tmp_path / "categories.yaml")
        .read_text(encoding="utf-8")
        .endswith("- id: nyheter\n  name: Nyheter\n")
    )
    text = path.read_text(encoding="utf-8").replace("{category: nyheter}", "{project: odla}")
    path.write_text(text.replace("lokalt: tag", "lokalt: ignore"), encoding="utf-8")
    (tmp_path / "projects.yaml").write_text("- {id: odla, name: Odla}\n", encoding="utf-8")
    edited = path.read_bytes()
    report = bring(tmp_path, POST)
    assert (report.updated, report.notes) == ((ID,), ())
    post = the_post(tmp_path)
    assert (post.categories, post.projects, post.tags) == ((), ("odla",), ("Odling",))
    assert bring(tmp_path, POST).unchanged == 1
    path.write_bytes(edited.replace(b"{project: odla}", b"{organisation: bruket}"))
    (note,) = bring(tmp_path, POST).notes
    assert note.endswith("bruket is not in organisations.yaml; add it there")
    assert "mapping.yaml:" in note
    post = the_post(tmp_path)
    assert (post.projects, post.organisations) == ((), ("bruket",))


def test_terms_without_a_rule_are_told_when_they_come(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    before = (tmp_path / "mapping.yaml").read_bytes()
    new = replace(POST, title="Ugn", key="2", link=None, tags=("bröd",), categories=("Bak",))
    (note,) = bring(tmp_path, POST, new).notes
    assert "has no rule for Bak, bröd: a category becomes a category, a tag a tag" in note
    assert bring(tmp_path, POST, new).notes == ()
    assert (tmp_path / "mapping.yaml").read_bytes() == before


def test_a_faulty_mapping_stops_the_import(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text("Nyheter: taggar!\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"mapping\.yaml:1: Nyheter: 'taggar!' is no rule"):
        bring(tmp_path, POST)
    assert not (tmp_path / "posts").exists()


def test_a_faulty_register_is_not_touched_and_told(tmp_path: Path) -> None:
    (tmp_path / "categories.yaml").write_text("- [\n", encoding="utf-8")
    report = bring(tmp_path, POST)
    assert report.added == (ID,)
    said = "categories.yaml cannot be added to; mend it, or add there nyheter (Nyheter)"
    assert any(note.endswith(said) for note in report.notes)
    assert (tmp_path / "categories.yaml").read_text(encoding="utf-8") == "- [\n"


def test_posts_taken_down_ask_for_no_category(tmp_path: Path) -> None:
    (tmp_path / "removed.yaml").write_text(f"- id: {ID}\n", encoding="utf-8")
    bring(tmp_path, POST)
    assert not (tmp_path / "categories.yaml").exists()


# --- titles ---------------------------------------------------------------------------------


def test_first_words_stand_in_until_the_source_has_a_title(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, title="", body="Hej på er!\n\nMer."))
    (post,) = read_corpus(tmp_path).posts
    assert (post.id, post.title) == ("2020-05-01-hej-pa-er", "Hej på er!")
    assert post.imported is not None
    assert post.imported.title_made
    bring(tmp_path, replace(POST, title="", body="Hejdå!\n\nMer."))
    assert the_post(tmp_path).title == "Hejdå!"
    assert bring(tmp_path, replace(POST, body="Hejdå!\n\nMer.")).updated == (post.id,)
    post = the_post(tmp_path)
    assert post.title == "Årsmöte"
    assert post.imported is not None
    assert not post.imported.title_made
    assert "title_made" not in path_of(tmp_path, post.id).read_text(encoding="utf-8")


def test_a_title_that_a_person_gave_is_no_cause_to_complain(tmp_path: Path) -> None:
    nameless = replace(POST, title="", body="")
    (post_id,) = bring(tmp_path, nameless).added
    assert post_id == "2020-05-01-utan-rubrik"
    edit(tmp_path, "title: Utan rubrik", "title: Min rubrik", post_id)
    for item in (nameless, replace(nameless, body="Nu med text.")):
        assert bring(tmp_path, item).kept == ()
        assert the_post(tmp_path).title == "Min rubrik"
    assert len(bring(tmp_path, POST).kept) == 1
    assert the_post(tmp_path).title == "Min rubrik"


# --- known again ----------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["http://www.Exempel.se/", "HTTPS://exempel.se"])
def test_a_source_is_one_under_all_its_spellings(tmp_path: Path, source: str) -> None:
    bring(tmp_path, POST, source=source)
    before = the_post(tmp_path).imported
    assert before is not None
    assert before.source == source
    assert bring(tmp_path, POST).unchanged == 1
    assert bring(tmp_path, complete=True, prune=True).removed == (ID,)


def test_a_copied_page_becomes_the_site_itself(tmp_path: Path) -> None:
    copied = FoundPost("Årsmöte", date(2020, 5, 1), TEXT, "lines 1-9")
    cut = FoundPost("Ugn", date(2020, 5, 1), "Verkstaden …", "lines 10-12")
    renamed = FoundPost("Bröd åt alla", date(2020, 5, 2), OTHER, "lines 13-19")
    bring(tmp_path, copied, cut, renamed, complete=False)
    site = (
        POST,
        replace(POST, title="Ugn", body=OTHER, key="2", link="https://exempel.se/ugn"),
        replace(POST, title="Bröd", published=date(2020, 5, 2), body=OTHER, key="3", link=None),
    )
    report = bring(tmp_path, *site)
    assert (report.added, len(report.updated)) == ((), 3)
    keys = {post.imported and post.imported.key for post in read_corpus(tmp_path).posts}
    assert keys == {POST.key, "2", "3"}
    assert bring(tmp_path, *site).unchanged == 3
    # And the page once more, which tells less: nothing becomes two, nothing shrinks.
    report = bring(tmp_path, copied, cut, complete=False)
    assert (report.added, report.updated) == ((), ())


def test_a_changed_key_is_known_by_the_address(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    changed = replace(POST, key="nyckel", title="Nytt", body=OTHER, published=date(2021, 1, 1))
    assert bring(tmp_path, changed).updated == (ID,)
    imported = the_post(tmp_path).imported
    assert imported is not None
    assert imported.key == "nyckel"
    moved = replace(changed, key="ny-igen", link="https://exempel.se/b", former_links=(POST.link,))  # type: ignore[arg-type]
    assert bring(tmp_path, moved).updated == (ID,)
    assert bring(tmp_path, moved).unchanged == 1


def test_an_address_that_leads_to_many_posts_is_no_key(tmp_path: Path) -> None:
    front = replace(POST, link="https://exempel.se/", key="a")
    bring(tmp_path, front)
    other = replace(POST, title="Ugn", body=OTHER, link="https://exempel.se/", key="b")
    assert bring(tmp_path, other).added == ("2020-05-01-ugn",)
    lists = [replace(other, title=f"B{n}", key=f"k{n}", link=f"{SITE}/lista") for n in (1, 2)]
    assert len(bring(tmp_path, *lists).added) == 2
    again = [replace(each, title=f"C{n}", key=f"l{n}") for n, each in enumerate(lists)]
    assert len(bring(tmp_path, *again).added) == 2


def test_posts_that_came_from_another_source_are_pointed_out(tmp_path: Path) -> None:
    bring(tmp_path, replace(POST, key=None, link=None), source="archive:sida.txt")
    report = bring(tmp_path, POST)
    assert report.added == (f"{ID}-2",)
    said = f"{ID}-2 may be in the corpus twice: posts of the same day and title came from archive:"
    assert any(note.startswith(said) for note in report.notes)


# --- what vanished --------------------------------------------------------------------------


def test_prune_counts_no_work_of_an_import_as_a_persons(tmp_path: Path) -> None:
    bring(tmp_path, POST)
    report = bring(tmp_path, prune=True)
    assert (report.removed, report.kept) == ((ID,), ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- lokalt\n", ""),
        ("- lokalt", "- lokalt\n- eget"),
        ("published:", "organisations: [lkf]\npublished:"),
        ("source: https://exempel.se/arsmote/", "source: https://annan.se/a"),
        ("published:", "draft: true\npublished:"),
    ],
)
def test_prune_keeps_what_a_person_worked_on(tmp_path: Path, old: str, new: str) -> None:
    bring(tmp_path, POST)
    edit(tmp_path, old, new)
    report = bring(tmp_path, prune=True)
    assert report.removed == ()
    assert len(report.kept) == 1


def test_what_is_no_longer_at_the_source_is_told_once(tmp_path: Path) -> None:
    other = replace(POST, title="Ugn", key="2", link=None, body=OTHER)
    bring(tmp_path, POST, other)
    assert bring(tmp_path, POST, other).notes == ()
    assert bring(tmp_path, POST, complete=False).notes == ()
    (note,) = bring(tmp_path, POST).notes
    assert note == f"1 post is no longer at {SITE}; --prune removes what nobody edited here"
    (note,) = bring(tmp_path).notes
    assert note.startswith("2 posts are no longer")


def test_page_two_leaves_page_one_alone(tmp_path: Path) -> None:
    aside = Quarantined("Oklart", "lines 3-9", "no date", "Oklart\n\n" + OTHER)
    bring(tmp_path, replace(POST, key=None), complete=False, quarantined=(aside,))
    page_two = FoundPost("Båt", date(2019, 1, 1), "En båt är till salu.", "lines 1-3")
    report = bring(tmp_path, page_two, complete=False, prune=True)
    assert (report.removed, len(report.kept)) == ((), 1)
    assert len(list((tmp_path / "quarantine").iterdir())) == 1
    mended = FoundPost("Oklart", date(2020, 5, 3), OTHER, "lines 3-9")
    bring(tmp_path, mended, complete=False)
    assert list((tmp_path / "quarantine").iterdir()) == []


def test_halves_of_signs_and_odd_keys_do_no_harm(tmp_path: Path) -> None:
    odd = replace(
        POST,
        title="\ud800 a",
        body="\ud800",
        key="k\ud800\n\n x",
        link="https://exempel.se/\ud800",
        tags=("\ud800",),
    )
    aside = Quarantined("\ud800", "\ud800", "\ud800", "\ud800")
    for _ in range(2):
        report = bring(tmp_path, odd, quarantined=(aside,))
    assert report.unchanged == 1
