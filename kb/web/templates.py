"""Where the templates are, and what every template can use."""

import re
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup, escape
from starlette.templating import Jinja2Templates

from kb.settings import Settings

# A wheel has the templates inside the package, a checkout beside it.
_FOLDERS = (Path(__file__).parents[1] / "templates", Path(__file__).parents[2] / "templates")

# 2018–2019, 2017-06: a line may end inside them, after the dash.
_DASHED = re.compile(r"\d+(?:[–-]\d+)+")


def templates_folder() -> Path:
    """Return where the templates are."""
    return next(folder for folder in _FOLDERS if folder.is_dir())


def page_templates(settings: Settings, static: Callable[[str], str]) -> Jinja2Templates:
    """Return the site's templates; `static` gives the address of a file by its name."""
    templates = Jinja2Templates(directory=templates_folder())
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.add_extension("jinja2.ext.i18n")
    templates.env.filters["marked"] = marked
    templates.env.filters["unbroken"] = unbroken
    templates.env.globals.update(
        static=static,
        site_name=settings.site_name,
        site_url=settings.site_url,
        contact=settings.contact,
        today=settings.today,
        accents=(settings.accent, settings.dark_accent),
    )
    return templates


def marked(text: str, highlights: tuple[tuple[int, int], ...]) -> Markup:
    """Return text, escaped, with its highlights in <mark>."""
    pieces, end = [], 0
    for start, stop in highlights:
        pieces += [escape(text[end:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])


def unbroken(text: str) -> Markup:
    """Return text, escaped, in which years and dates stay on one line."""
    whole = r'<span class="whole">\g<0></span>'
    return Markup(_DASHED.sub(whole, str(escape(text))))  # noqa: S704 (escaped)
