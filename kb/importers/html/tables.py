"""Tables of HTML → tables of Markdown, where they are tables and not a page's layout."""

from collections.abc import Iterator, Sequence
from itertools import islice

from bs4 import Tag

# What a cell of a table in Markdown cannot hold.
_ONLY_IN_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "figure")
_WIDEST = 40
_LONG_CELL = 300


def is_layout(table: Tag) -> bool:
    """Tell whether a table only places what stands in it."""
    if table.attrs.get("role") in ("presentation", "none"):
        return True
    if table.find(_ONLY_IN_LAYOUT) is not None:
        return True
    rows = list(rows_of(table))
    if max((len(row) for row in rows), default=0) < 2:
        return not any(cell.name == "th" for row in rows for cell in row)
    cells = (cell for row in rows for cell in row)
    return any(
        len(cell.find_all("p", limit=2)) > 1 and len(cell.get_text()) > _LONG_CELL for cell in cells
    )


def rows_of(table: Tag) -> Iterator[list[Tag]]:
    """Yield the cells of every row, those of the head first and of the foot last."""
    parts = [each for each in table.children if isinstance(each, Tag)]
    parts.sort(key=lambda part: {"thead": 0, "tfoot": 2}.get(part.name, 1))
    for part in parts:
        for row in [part] if part.name == "tr" else part.find_all("tr", recursive=False):
            cells = [each for each in row.children if isinstance(each, Tag)]
            yield [cell for cell in cells if cell.name in ("td", "th")]


def write(rows: Sequence[Sequence[tuple[Tag, str]]]) -> str:
    """Write a table of cells, each with its text in Markdown.

    A cell over several columns or rows stands in the first of them. Markdown wants a head: where
    the first row is none, an empty one stands above it.
    """
    grid = _grid(rows)
    if not any(text for row in grid for text in row):
        return ""
    width = max(map(len, grid))
    has_head = bool(rows) and (
        _is_in_head(rows[0]) or all(cell.name == "th" for cell, _ in rows[0])
    )
    if not has_head:
        grid.insert(0, [])
    lines = [_line(row, width) for row in grid]
    lines.insert(1, _line(["---"] * width, width))
    return "\n".join(lines)


def _is_in_head(row: Sequence[tuple[Tag, str]]) -> bool:
    return any(parent.name == "thead" for cell, _ in row[:1] for parent in islice(cell.parents, 2))


def _grid(rows: Sequence[Sequence[tuple[Tag, str]]]) -> list[list[str]]:
    grid: list[list[str]] = []
    reaching: dict[int, int] = {}  # how many rows more a column is taken by a cell above
    for row in rows:
        written: list[str] = []
        for cell, text in row:
            while reaching.get(len(written), 0) > 0:
                reaching[len(written)] -= 1
                written.append("")
            columns = min(_span(cell, "colspan"), max(1, _WIDEST - len(written)))
            for column in range(len(written), len(written) + columns):
                reaching[column] = _span(cell, "rowspan") - 1
            written += [text, *[""] * (columns - 1)]
        for column in reaching:
            if column >= len(written):
                reaching[column] -= 1
        if any(written):
            grid.append(written)
    return grid


def _span(cell: Tag, name: str) -> int:
    value = str(cell.attrs.get(name) or "")
    return min(int(value), 1000) if value.isascii() and value.isdigit() and int(value) else 1


def _line(cells: Sequence[str], width: int) -> str:
    padded = [*cells, *[""] * (width - len(cells))]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in padded)} |"
