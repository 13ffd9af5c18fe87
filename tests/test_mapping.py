from pathlib import Path

import pytest

from kb.errors import CorpusError
from kb.importers.sync.mapping import Rule, TermMapping, read_mapping, unknown_ids


def read(folder: Path, text: str) -> TermMapping:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping is not None
    return mapping


def test_every_rule(tmp_path: Path) -> None:
    mapping = read(
        tmp_path,
        "# våra regler\nNyheter: {category: nytt}\nLKF: {organisation: lkf}  # bolaget\n"
        '"Byn: odlar # 2":\n  project: byn-odlar\nlokalt: tag\nOkategoriserade: ignore\n',
    )
    assert mapping.rules == {
        "Nyheter": Rule("categories", "nytt", 2),
        "LKF": Rule("organisations", "lkf", 3),
        "Byn: odlar # 2": Rule("projects", "byn-odlar", 4),
        "lokalt": Rule("tags", None, 6),
        "Okategoriserade": Rule(None, None, 7),
    }


def test_no_file_is_no_mapping_and_an_empty_one_is_one(tmp_path: Path) -> None:
    assert read_mapping(tmp_path / "mapping.yaml") is None
    assert read(tmp_path, "# inget än\n").rules == {}


@pytest.mark.parametrize("name", ["Nyheter", "nyheter", " NYHETER ", "Ny\u0301heter"])
def test_capitals_and_forms_of_letters_do_not_matter(tmp_path: Path, name: str) -> None:
    rule = read(tmp_path, "Nyheter: tag\nNýheter: ignore\n").rule(name)
    assert rule == (Rule(None, None, 2) if "\u0301" in name else Rule("tags", None, 1))


def test_capitals_matter_where_a_name_stands_twice(tmp_path: Path) -> None:
    mapping = read(tmp_path, "IT: {project: it}\nit: ignore\n")
    assert mapping.rule("IT") == Rule("projects", "it", 1)
    assert mapping.rule("it") == Rule(None, None, 2)
    assert mapping.rule("It") == Rule("projects", "it", 1)
    assert mapping.rule("Annat") is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Nytt:", "Nytt: is empty; write tag, ignore, {category: id}"),
        ("Nytt: tags", "Nytt: 'tags' is no rule; did you mean tag?"),
        ("Nytt: Tag", "did you mean tag?"),
        ("Nytt: ignorera", "did you mean ignore?"),
        ("Nytt: ingore", "did you mean ignore?"),
        ("Nytt: kategori", "'kategori' is no rule; write {category: its id}"),
        ("Nytt: projekt Odla mer", "write {project: odla-mer}"),
        ("Nytt: whatever", "'whatever' is no rule; write tag, ignore, {category: id}"),
        ("Nytt: [tag, ignore]", "a list is no rule"),
        ("Nytt: {}", "a term becomes one thing only"),
        ("Nytt: {project: a, category: b}", "a term becomes one thing only"),
        ("Nytt: {projekt: a}", "'projekt' is no kind of entry; did you mean project?"),
        ("Nytt: {tag: a}", "tag has no id; write only tag"),
        ("Nytt: {person: a}", "'person' is no kind of entry; write organisation, project or"),
        ("Nytt: {project: }", "project has no id; write {project: id}"),
        ("Nytt: {project: [a]}", "project has no id"),
        ("Nytt: {project: Odla Mer}", "project: 'Odla Mer' cannot be an id; write odla-mer"),
        ("@byn: {project: a}", 'write "@byn": {project: a}'),
        ("Två ord: {project: a", "{ is opened and never closed; write Två ord: {project: a}"),
        ("Nytt: category: a", "the braces of a rule are missing; write Nytt: {category: a}"),
        ("Nytt: {category:a}", "is missing; write {category: a}"),
        ("Nytt: tag ignore", "write only tag"),
        ("'Nytt: tag  # 3 posts", "write Nytt: tag"),
        ("Nytt: *star", 'must stand in quotes: write Nytt: "*star"'),
        ("Nytt: tag\nNytt: ignore", "'Nytt' stands here a second time; keep one of the two"),
        ("- Nytt: tag", "the file is no list of `source term: rule`"),
        ("Nytt", "the file is no list of `source term: rule`"),
        ("Nytt:tag", "the file is no list of `source term: rule`"),
        ("Byn: odlar: tag", 'the name cannot be read as it stands; write "Byn: odlar": tag'),
        ("\ttag: a", "a tab stands before the text"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, f"# regler\n{line}\n")
    (fault,) = caught.value.faults
    expected = 3 if line.count("\n") else 2
    assert fault.where == f"{tmp_path / 'mapping.yaml'}:{expected}"
    assert said in fault.message


def test_every_fault_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, "a: x\nb: tag\nc: y\n")
    assert [fault.where.rpartition(":")[2] for fault in caught.value.faults] == ["1", "3"]


@pytest.mark.parametrize("content", ["\ufefftag: tag\n", "tag: tag\r\n", "tag: tag"])
def test_editors_ways_of_saving(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content).rule("tag") == Rule("tags", None, 1)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_bytes("Nytt: tag\nÅr: tag\n".encode("cp1252"))
    with pytest.raises(CorpusError, match=r"mapping\.yaml:2: not UTF-8"):
        read_mapping(path)


def test_unknown_ids_are_told_once_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    mapping = read(
        tmp_path,
        "A: {organisation: lkff}\nB: {organisation: lkff}\nC: {project: x}\n"
        "Nyheter: {category: nyheter}\nÖvrigt: {category: annat}\nD: {organisation: lkf}\n",
    )
    known = {"organisations": frozenset(["lkf"]), "projects": None, "categories": frozenset[str]()}
    assert list(map(str, unknown_ids(mapping, path, known))) == [
        f"{path}:1: lkff is not in organisations.yaml; did you mean lkf? Else add it there",
        f"{path}:5: annat is not in categories.yaml; add it there",
    ]
