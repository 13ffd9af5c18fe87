from pathlib import Path

from kb.indexing import build_index
from tests.corpora import post, write_corpus


def warnings(folder: Path) -> tuple[str, ...]:
    return build_index(folder / "corpus", folder / "index").warnings


def test_each_instruction_to_another_program_is_named_once(tmp_path: Path) -> None:
    write_corpus(
        tmp_path / "corpus",
        [
            post("2017-01-01", "Ett", 'Text\n<!--more-->\n\n[gallery ids="1"] `[caption id="a"]`'),
            post("2017-01-02", "Två", '[gallery ids="2"] [sic] [a](b)\n\n[gallery ids="3"]'),
        ],
    )
    expected = (
        "2017-01-01-ett: <!--more--> is meant for another program, so it is neither shown nor "
        "searched",
        "2017-01-01-ett: [gallery] is meant for another program, so it is neither shown nor "
        "searched; 2 posts have it",
    )
    assert warnings(tmp_path) == expected
    assert warnings(tmp_path) == expected  # also where nothing is to be done
