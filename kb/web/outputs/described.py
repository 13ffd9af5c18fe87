"""A search in words, as feeds, files and frames are called."""

from kb.web.visit import Visit


def described(visit: Visit) -> str:
    """Return what a search asks for: its words, chosen entries and days; never its hits."""
    filters, messages = visit.request.filters, visit.messages
    registers = visit.service.registers
    parts = [messages.gettext("“{text}”", text=text)] if (text := visit.request.query.text) else []
    for kind in registers.kinds:
        parts += [registers.label(kind, one) for one in filters.ids(kind)]
    if filters.published_from or filters.published_to:
        parts.append(messages.period(filters.published_from, filters.published_to))
    return ", ".join(parts) or messages.gettext("All posts")
