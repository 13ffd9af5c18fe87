"""What versions keep is what was kept, whatever stands in it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kb.engines.opensearch.packing import PACKED, Kept, Packer, unpacked


@given(st.lists(st.text()), st.text(), st.text())
def test_what_is_packed_is_unpacked(types: list[str], title: str, html: str) -> None:
    kept = Kept(json.dumps(types).encode(), json.dumps(title).encode(), _encoded(html))
    assert unpacked({PACKED: Packer().packed(kept)}) == kept


def test_html_may_have_lines() -> None:
    kept = Kept(b"[]", b'"En bro"', b"<p>En\nbro\n</p>\n")
    assert unpacked({PACKED: Packer().packed(kept)}) == kept


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "ignore")
