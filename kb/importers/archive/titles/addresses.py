"""Rules for addresses and the names of files: where they end, and a title begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.importers.archive.titles import dictionary as known
from kb.importers.archive.titles.spot import LIKELY, NO, OPENING, POSSIBLE, Spot, small_prefix

_ADDRESS = re.compile(
    r"(?:https?://|ftp://|(?<![\w.])www\.|(?<![\w.+-])[\w.+-]{1,64}@(?=\w))", re.IGNORECASE
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_BARE_HOST = re.compile(r"(?<![\w.@/-])[^\W_][\w-]*(?:\.[\w-]+)+")
FILE_ENDING = re.compile(rf"\.(?:{known.FILE_ENDINGS})", re.IGNORECASE)
_PATH_TURN = re.compile(r"(?<=[^\W_A-ZÅÄÖ])(?=[A-ZÅÄÖ])")


@dataclass(frozen=True)
class Address:
    """An address in a word: where it begins, and where its host ends (None: not credible)."""

    start: int
    host_end: int | None
    explicit: bool


@lru_cache(maxsize=1 << 10)
def find_address(word: str) -> Address | None:
    """Return the first address in a word: http://…, www.…, a mail address, or coompanion.se."""
    if found := _ADDRESS.search(word):
        host = _HOST.match(word, found.end())
        if host is None:
            return None
        return Address(found.start(), _host_end(host.group(), host.start()), explicit=True)
    for host in _BARE_HOST.finditer(word):
        end = _host_end(host.group(), host.start(), bare=True)
        if end is not None:
            return Address(host.start(), end, explicit=False)
    return None


def _host_end(host: str, offset: int, *, bare: bool = False) -> int | None:
    """Return where the host's top-level domain ends, glued text left aside."""
    labels = host.split(".")
    position = offset + len(labels[0])
    end = None
    for index, label in enumerate(labels[1:], start=1):
        position += 1
        domain = re.match(r"[a-zåäö]+", label)
        last = index == len(labels) - 1
        strict = bare or end is not None
        is_domain = known.bare_domain if strict else known.DOMAINS.__contains__
        if domain and is_domain(domain.group()):
            rest = label[domain.end() :]
            ambiguous = rest and domain.group()[-1] in "ei" and is_domain(domain.group()[:-1])
            if not rest or ((rest[0].isupper() or rest[0].isdigit()) and last and not ambiguous):
                end = position + domain.end()
            else:
                end = None
        elif not bare and last and is_domain(label.lower()) and end is None:
            end = position + len(label)
        elif not (end is not None and label[:1].isupper()):
            end = None
        else:
            # coompanion.se.Nya: the host ended, a sentence's full stop follows.
            return end
        position += len(label)
    return end


def inside_address(spot: Spot) -> int | None:
    """Addresses hold capitals, dots, question marks; a title may begin where they could end.

    `copac.coopVAD` ends after its top-level domain. In a path, one turn from small letter or
    figure to capital is the glue; of several, only a word that opens titles decides.
    """
    word = spot.left + spot.right
    address = find_address(word)
    at = len(spot.left)
    if address is None or at <= address.start:
        return None
    if address.host_end is None or at < address.host_end:
        # coompanion@x.seNya is told by its end; an address with no credible end by nothing.
        return NO
    if at == address.host_end:
        if spot.after.isupper() or spot.after.isdigit():
            return LIKELY
        return None if spot.after in OPENING else NO
    return _inside_path(spot, word, address.host_end)


def _inside_path(spot: Spot, word: str, host_end: int) -> int | None:
    if spot.before in '.!?…)]”"' or spot.after in OPENING:
        named_value = spot.before == "?" and "=" in spot.right
        if named_value or spot.right[0].islower() or FILE_ENDING.match(spot.before + spot.right):
            return NO
        return None
    turns = list(_path_turns(word, host_end))
    if len(spot.left) not in turns:
        return NO
    single = len(spot.right_word) == 1 and spot.right not in ("I", "Å", "Ö")
    if spot.opens:
        return LIKELY
    if spot.capitals_follow and not single:
        # A code as XcQ may end in a capital, too: XcQVAD.
        return LIKELY if len(turns) == 1 or known.is_word(spot.right_letters) else POSSIBLE
    segment = re.split(r"[^\w-]", spot.left)[-1]
    one_way = len(turns) == 1 and not segment[:1].isupper()
    return LIKELY if one_way and not single and not small_prefix(spot) else POSSIBLE


def _path_turns(word: str, host_end: int) -> Iterator[int]:
    """Yield where a title could begin in an address, after its host."""
    if not word[host_end:].startswith(("/", ":", "?", "#")):
        return
    # A title's first word has none of an address's own signs: what stands before is path.
    own_signs = [match.end() for match in re.finditer(r"[/=&#%_+~]|\?(?=\w+=)", word)]
    first = own_signs[-1] if own_signs else host_end
    names = [match.span() for match in known.SPELLED_NAMES.finditer(word, first)]
    turns = [
        turn.start()
        for turn in _PATH_TURN.finditer(word, first)
        if turn.start() > first and not any(a < turn.start() < b for a, b in names)
    ]
    if turns:
        yield from turns
    elif first > host_end and word[first - 1] == "/" and word[first : first + 1].isupper():
        yield first


def inside_file_name(spot: Spot) -> int | None:
    """MinBild.jpg is one name; after its ending, a capital or a figure begins something new."""
    word = spot.left + spot.right
    at = len(spot.left)
    for ending in FILE_ENDING.finditer(word):
        follows = word[ending.end() : ending.end() + 1]
        if follows.islower():
            # .jpgvad: another ending, or an end that nobody can tell.
            if ending.start() <= at:
                return POSSIBLE if at >= ending.end() else NO
            continue
        begins = _file_start(word, ending.start())
        if at == ending.end():
            return LIKELY if follows.isalnum() else None
        if begins < at < ending.end():
            return NO
    return None


def _file_start(word: str, ending: int) -> int:
    signs = [m.end() for m in re.finditer(r"[^\w.%~+-]", word[:ending])]
    return signs[-1] if signs else 0
