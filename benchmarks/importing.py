"""How fast a large WordPress export comes in: `python -m benchmarks.importing [--posts N]`.

Makes an export (WXR) of so many posts in a temporary folder: half of them in blocks, half classic
text, of the shipped posts' words and of their length; every fiftieth is a draft. Then `kb import`
brings it into an empty corpus, and once more when nothing has changed. Printed are seconds, posts a
second and the most memory that the command used, reading and writing of all files included.

The figures to reach are 150 posts/s and 400 MB for 20,000 posts.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.sides import REPOSITORY, this_side

_WORD = re.compile(r"[\w-]+")
_WORDS_A_POST = (150, 300)
_HOME = "https://byalaget.example.org"
_CATEGORIES = ("Nyheter", "Projekt &amp; nätverk", "Evenemang", "Okategoriserade")
_HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Byalaget</title><link>{_HOME}</link><language>sv-SE</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>{_HOME}</wp:base_site_url>
<wp:base_blog_url>{_HOME}</wp:base_blog_url>
"""
_CATEGORY = """<wp:category><wp:term_id>{number}</wp:term_id>
<wp:category_nicename>kategori-{number}</wp:category_nicename><wp:category_parent></wp:category_parent>
<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>
"""
_ITEM = """<item><title><![CDATA[{title}]]></title><link>{home}/{day:%Y/%m}/inlagg-{number}/</link>
<pubDate>{day:%a, %d %b %Y %H:%M:%S} +0000</pubDate><dc:creator><![CDATA[anna]]></dc:creator>
<guid isPermaLink="false">{home}/?p={number}</guid><description></description>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date><![CDATA[{day:%Y-%m-%d %H:%M:%S}]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{day:%Y-%m-%d %H:%M:%S}]]></wp:post_date_gmt>
<wp:post_modified><![CDATA[{day:%Y-%m-%d %H:%M:%S}]]></wp:post_modified>
<wp:post_modified_gmt><![CDATA[{day:%Y-%m-%d %H:%M:%S}]]></wp:post_modified_gmt>
<wp:post_name><![CDATA[inlagg-{number}]]></wp:post_name><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_parent>0</wp:post_parent><wp:post_type><![CDATA[post]]></wp:post_type>
<wp:post_password><![CDATA[]]></wp:post_password>
<category domain="category" nicename="kategori"><![CDATA[{category}]]></category>
<category domain="post_tag" nicename="tagg"><![CDATA[{tag}]]></category>
<wp:postmeta><wp:meta_key><![CDATA[_edit_last]]></wp:meta_key>
<wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta></item>
"""


def write_export(path: Path, source: Path, posts: int, seed: int = 1) -> int:
    """Write an export, and return how many of its posts are public.

    `source` is a corpus whose words they take; the same seed gives the same export.
    """
    rng = Random(seed)
    words = _words(source)
    public = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number, name in enumerate(_CATEGORIES, start=1):
            file.write(_CATEGORY.format(number=number, name=name))
        day = datetime(2000, 1, 1, 9)
        for number in range(1, posts + 1):
            day += timedelta(hours=rng.randrange(1, 20))
            status = "draft" if number % 50 == 0 else "publish"
            public += status == "publish"
            body = list(_paragraphs(rng, words))
            content = "\n\n".join(map(_block, body) if number % 2 else map(_classic, body))
            file.write(
                _ITEM.format(
                    title=" ".join(rng.choices(words, k=rng.randint(3, 9))).capitalize(),
                    home=_HOME,
                    day=day,
                    number=number,
                    content=content,
                    status=status,
                    category=rng.choice(_CATEGORIES),
                    tag=rng.choice(words[:300]),
                )
            )
        file.write("</channel></rss>\n")
    return public


def _words(source: Path) -> list[str]:
    text = "".join(
        path.read_text("utf-8").split("\n---\n", 1)[-1]
        for path in sorted(source.glob("posts/*/*.md"))
    )
    return _WORD.findall(text)


def _paragraphs(rng: Random, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give a post's paragraphs: the tag and the HTML within it."""
    left = rng.randint(*_WORDS_A_POST)
    while left > 0:
        start = rng.randrange(len(words) - 80)
        part = words[start : start + rng.randint(20, 70)]
        left -= len(part)
        kind = rng.random()
        if kind < 0.15:
            yield "h2", " ".join(part[:5])
        elif kind < 0.25:
            items = "".join(
                f"<li>{' '.join(part[at : at + 8])}</li>" for at in range(0, len(part), 8)
            )
            yield "ul", items
        else:
            place = rng.randrange(len(part))
            part[place] = (
                f'<a href="/{place}/">{part[place]}</a>' if kind < 0.6 else f'"{part[place]}"'
            )
            part[-1] = f"<strong>{part[-1]}</strong> -- it's 5x5 m..."
            yield "p", " ".join(part)


def _block(paragraph: tuple[str, str]) -> str:
    tag, html = paragraph
    name = {"h2": "heading", "ul": "list"}.get(tag, "paragraph")
    return f"<!-- wp:{name} -->\n<{tag}>{html}</{tag}>\n<!-- /wp:{name} -->"


def _classic(paragraph: tuple[str, str]) -> str:
    tag, html = paragraph
    return html if tag == "p" else f"<{tag}>{html}</{tag}>"


def _imported(export: Path, corpus: Path) -> tuple[float, float, dict[str, int]]:
    """Import, and return the seconds, the most megabytes, and how many posts were what."""
    side = this_side()
    arguments = side.command("import", "wordpress", export, "--corpus", corpus, "--json")
    began = time.perf_counter()
    process = subprocess.Popen(arguments, env=side.environment(), stdout=subprocess.PIPE)
    assert process.stdout is not None
    answer = process.stdout.read()
    # Of this process alone: resource.getrusage tells the largest of all that were waited for.
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"kb import failed: {process.returncode}")
    report = json.loads(answer)
    counts = {
        name: value if isinstance(value, int) else len(value) for name, value in report.items()
    }
    return seconds, used.ru_maxrss / 1024, counts


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--posts", type=int, default=20_000)
    posts = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        export = folder / "export.xml"
        public = write_export(export, REPOSITORY / "corpus", posts)
        size = export.stat().st_size / 1024**2
        print(f"{posts} posts, {public} of them public, {size:.0f} MB")
        for name in ("first import", "second import"):
            seconds, megabytes, counts = _imported(export, folder / "corpus")
            said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
            print(
                f"{name:14} {seconds:6.1f} s  {posts / seconds:5.0f} posts/s  "
                f"{megabytes:4.0f} MB  {said}"
            )


if __name__ == "__main__":
    main()
