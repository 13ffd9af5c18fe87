import pytest

from kb.importers.archive.image_names import is_image_name


@pytest.mark.parametrize(
    "line",
    [
        *("siskonfst", "market1280", "IMG_2034", "bild.JPG", "karta-2.png", "logoSkane"),
        *("WPheader", "coompanion_payoff", "social-innovation-skane-logo", "Foto_Anna_liten"),
        *("DSC_0012-1024x768", "DSC00123", "image001", "foto-kansliet.jpeg", "  siskonfst "),
    ],
)
def test_image_names(line: str) -> None:
    assert is_image_name(line)


@pytest.mark.parametrize(
    "line",
    [
        *("", "Kontakt", "Två ord", "2017", "www.x.se", "https://x.se/a.jpg", "info@x.se", "Å"),
        "abc (1).jpg",
        # words by themselves, known or made up of known ones
        *("kaffe", "crowdfunding", "skolkooperativ", "almedalsvecka", "medarbetarägande"),
        *("e-post", "it-stöd", "covid-19", "mvh", "pga", "#metoo"),
        # names as they are written
        *("LinkedIn", "iPhone", "eHälsa", "SkåneTrafiken", "ASFer", "EUs", "ABFkurs"),
        # figures, telephone numbers, days and years
        *("2016-06-22", "040-123456", "2017-2020", "1990-talet", "100kr", "20tal"),
        *("H22", "H2020", "Agenda2030", "sommarfest2017", "Coompanion-2017"),
        # a document has something to say
        "program.pdf",
    ],
)
def test_other_lines_are_no_image_names(line: str) -> None:
    assert not is_image_name(line)
