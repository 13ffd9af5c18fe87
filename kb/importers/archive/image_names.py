"""The file names of images, which a page that was copied out of a browser leaves as lines."""

import re

from kb.importers.archive.titles import dictionary as known

_ENDING = re.compile(r"[\w.()-]+\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp)", re.IGNORECASE)
# What stands for an image where none can be shown: [Bild: en båt].
_STANDS_FOR = re.compile(r"\[(?:bild|foto|image|img|photo)\b[^\]]*\]", re.IGNORECASE)
_NAME = re.compile(r"\w[\w-]*\w")
# market1280, DSC-0012; not sommarfest2017.
_CAMERA_NUMBER = re.compile(r"[^\W\d_]-?(?!(?:19|20)\d\d(?!\d))\d{3}")
# Shorter ones are abbreviations: mvh, forts.
_SHORTEST = 5
# skolkooperativ, almedalsvecka: a word that no dictionary has mostly ends in one that it has.
_SHORTEST_LAST_PART = 4


def is_image_name(line: str) -> bool:
    """Tell whether a line is nothing but an image's file name (siskonfst, market1280).

    It is taken out of the post, so only what nobody would write there counts: one word with a
    file's ending, an underscore, a camera's number or a capital inside; one in capitals that goes
    on in small letters (WPheader), one in small letters that is no word, or what a browser of
    texts writes for an image ([Bild: en båt]).
    """
    line = line.strip()
    if _ENDING.fullmatch(line) or _STANDS_FOR.fullmatch(line):
        return True
    if not _NAME.fullmatch(line) or not re.search(r"[^\W\d_]", line):
        return False
    if "_" in line or _CAMERA_NUMBER.search(line):
        return True
    if len(line) < _SHORTEST or known.SPELLED_NAMES.match(line):
        return False
    return _mixes_capitals(line) or _is_small_and_no_word(line)


def _mixes_capitals(line: str) -> bool:
    """WPheader, logoSkane. Not ASFer, ABFkurs."""
    if re.match("[a-zåäö]{2,}[A-ZÅÄÖ]", line):
        return True
    mixed = re.fullmatch("[A-ZÅÄÖ]{2,}([a-zåäö]{2,})", line)
    return mixed is not None and not (
        known.is_ending(mixed[1]) or known.is_known(mixed[1]) or known.is_word(line)
    )


def _is_small_and_no_word(line: str) -> bool:
    return line[0].islower() and not all(map(_may_be_a_word, re.split(r"[-\d]+", line)))


def _may_be_a_word(part: str) -> bool:
    # it-stöd, e-hälsa: a short part may be any abbreviation.
    return (
        len(part) < 3
        or known.is_word(part)
        or known.is_english(part)
        or any(known.is_known(part[at:]) for at in range(3, len(part) - _SHORTEST_LAST_PART + 1))
    )
