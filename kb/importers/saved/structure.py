"""Where on a page its posts are: in a list, or the page is one post."""

from kb.importers.saved.layout import Layout
from kb.importers.saved.lists import find_lists
from kb.importers.saved.single import find_single
from kb.importers.saved.view import View


def find_layout(view: View) -> Layout | None:
    """Return where the page's posts are, None where nothing is recognised."""
    best = max(find_lists(view), key=lambda layout: layout.score, default=None)
    return find_single(view, best) or best
