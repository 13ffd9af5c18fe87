from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundPost
from kb.importers.markdown_folder.folder import read_folder


def _folder(tmp_path: Path, files: Mapping[str, str]) -> Path:
    top = tmp_path / "sajt"
    top.mkdir()
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return top


def _read(tmp_path: Path, files: Mapping[str, str]) -> Extraction:
    return read_folder(_folder(tmp_path, files))


def _only(tmp_path: Path, files: Mapping[str, str]) -> FoundPost:
    extraction = _read(tmp_path, files)
    assert not extraction.quarantined
    (post,) = extraction.posts
    return post


def _texts(post: FoundPost) -> list[str]:
    return [paragraph.text for paragraph in render(post.body, post.link).paragraphs]


# --- what a post's head says ----------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Ny lag\ndate: 2017-06-30\n---\n",
        "---\ntitle: 'Ny lag'\ndate: 2017-06-30T00:30:00+02:00\n---\n",
        '---\ntitle: "Ny lag"\ndate: 2017-06-30 23:30:00 -0800\n---\n',
        "---\r\ntitle: Ny lag\r\ndate: '2017-06-30'\r\n...\r\n",
        "\ufeff---\nTitle: Ny lag\nDate: 30 juni 2017\n---\n",
        "---\ntitle: Ny lag\npublishDate: 2017-06-30T10:00:00Z\n---\n",
        "---\ntitle: Ny lag\npublished: 2017/06/30\n---\n",
        '+++\ntitle = "Ny lag"\ndate = 2017-06-30\n+++\n',
        '+++\ntitle = "Ny lag"\ndate = 2017-06-30T00:30:00+02:00\n+++\n',
        "+++\ntitle = 'Ny lag'\ndate = '2017-06-30'\n[taxonomies]\ntags = []\n+++\n",
        '{"title": "Ny lag", "date": "2017-06-30T00:30:00+02:00"}\n',
        '{\n  "title": "Ny lag",\n  "date": "2017-06-30"\n}\n\n',
        '---json\n{"title": "Ny lag", "date": "2017-06-30"}\n---\n',
        '---toml\ntitle = "Ny lag"\ndate = 2017-06-30\n---\n',
        "--- yaml\ntitle: Ny lag\ndate: 2017-06-30\n---\n",
    ],
)
def test_title_and_day_are_read_in_every_form(tmp_path: Path, head: str) -> None:
    post = _only(tmp_path, {"a.md": f"{head}Text.\n"})
    assert (post.title, post.published, post.body) == ("Ny lag", date(2017, 6, 30), "Text.")
    assert (post.key, post.where) == ("a.md", "a.md")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("2017-06-30-ny-lag.md", "Ny lag"),
        ("_posts/nyheter/2017-6-30-ny_lag.markdown", "Ny lag"),
        ("2017-06-30-ny-lag/index.md", "Ny lag"),
        ("2017/06/30/ny-lag.md", "Ny lag"),
        ("2017-06-30.md", "2017-06-30"),
        ("Dagbok/2017-06-30 Ny lag.md", "Ny lag"),
    ],
)
def test_the_path_tells_day_and_title_where_the_head_does_not(
    tmp_path: Path, path: str, title: str
) -> None:
    post = _only(tmp_path, {path: "Text."})
    assert (post.title, post.published, post.key) == (title, date(2017, 6, 30), path)


def test_the_head_goes_before_the_name_and_the_heading_before_it(tmp_path: Path) -> None:
    post = _only(
        tmp_path, {"2017-06-30-x.md": "---\ndate: 2018-01-01\n---\n\n# En *ny* lag #\n\nText."}
    )
    assert (post.title, post.published, post.body) == ("En ny lag", date(2018, 1, 1), "Text.")


def test_a_heading_that_repeats_the_title_is_shown_once(tmp_path: Path) -> None:
    files = {
        "2017-01-01-a.md": "---\ntitle: Ny lag\n---\nNy lag\n======\n\nText.",
        "2017-01-02-b.md": "---\ntitle: Ny lag\n---\n# Bakgrund\n\nText.",
    }
    first, second = _read(tmp_path, files).posts
    assert first.body == "Text."
    assert _texts(second) == ["Bakgrund", "Text."]


def test_the_first_heading_is_the_title_wherever_it_stands(tmp_path: Path) -> None:
    body = "![karta](a.png)\n\n```\n# kod\n```\n\n# Ny lag\n\nText."
    post = _only(tmp_path, {"2017-01-01-a.md": body})
    assert post.title == "Ny lag"
    assert _texts(post) == ["karta", "# kod", "Ny lag", "Text."]


def test_mdx_is_markdown_without_its_modules(tmp_path: Path) -> None:
    body = "import X from './x'\nexport const a = 1\n\n<X b={1} />\n\nText <X>inne</X>."
    post = _only(tmp_path, {"2017-01-01-a.mdx": f"---\ntitle: x\n---\n{body}"})
    assert _texts(post) == ["Text inne."]


@pytest.mark.parametrize(
    ("head", "path", "tags", "categories"),
    [
        (
            "tags: [a b, C, a b, 7]\ncategories:\n- Nyheter\n- Press",
            "a.md",
            ("a b", "C", "7"),
            ("Nyheter", "Press"),
        ),
        ("tags: en två\ncategories: x y", "_posts/a.md", ("en", "två"), ("x", "y")),
        ("tags: en två\ncategories: x y", "a.md", ("en två",), ("x y",)),
        ("tags: en, två\ncategory: x y", "_posts/a.md", ("en", "två"), ("x y",)),
        ("tags: '#a #b/c'\ncategories: '#x'", "a.md", ("a", "b/c"), ("x",)),
        ("tags:\ncategories: []", "a.md", (), ()),
        (
            "tags: ['#a/b', '&amp;']\ncategories: [[a, b], [c]]",
            "a.md",
            ("a/b", "&"),
            ("a", "b", "c"),
        ),
    ],
)
def test_words_come_in_whatever_shape(
    tmp_path: Path, head: str, path: str, tags: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    post = _only(tmp_path, {path: f"---\ntitle: x\ndate: 2017-01-01\n{head}\n---\nText."})
    assert (post.tags, post.categories) == (tags, categories)


def test_updates_are_taken_over(tmp_path: Path) -> None:
    post = _only(tmp_path, {"a.md": "---\ndate: 2017-01-01\nlastmod: 2017-02-01T10:00:00Z\n---\nx"})
    assert post.updated == date(2017, 2, 1)


# --- which files are posts ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("a.md", "---\ndate: 2017-01-01\ndraft: true\n---\nhemligt", "a draft"),
        ("a.md", "+++\ndate = 2017-01-01\ndraft = true\n+++\nhemligt", "a draft"),
        ("a.md", "---\ndate: 2017-01-01\ndraft: 'Yes'\n---\nhemligt", "a draft"),
        ("a.md", "---\ntitle: [\ndraft: true\n---\nhemligt", "a draft"),
        ("_drafts/a.md", "---\ntitle: x\n---\nhemligt", "a draft"),
        ("_drafts/a.md", "---\ntitle: [\n---\nhemligt", "a draft"),
        ("_posts/2017-01-01-a.md", "---\npublished: false\n---\nhemligt", "not published"),
        ("a.md", "---\ndate: 2017-01-01\npublish: false\n---\nhemligt", "not published"),
        ("a.md", "---\ndate: 2017-01-01\nstatus: Private\n---\nhemligt", "its status is private"),
        ("a.md", "---\ndate: 2017-01-01\npassword: x\n---\nhemligt", "not public"),
        ("a.md", "---\ndate: 2999-01-01\n---\nhemligt", "not public before 2999-01-01"),
        (
            "a.md",
            "---\ndate: 2017-01-01\npublishDate: 2999-01-02\n---\nhemligt",
            "before 2999-01-02",
        ),
        ("2999-01-01-a.md", "hemligt", "not public before 2999-01-01"),
        ("a.md", "---\ndate: 2017-01-01\nexpiryDate: 2018-01-01\n---\nhemligt", "since 2018-01-01"),
        ("a.md", "---\ndate: 2017-01-01\nheadless: true\n---\nhemligt", "makes no page"),
    ],
)
def test_what_the_site_does_not_show_is_left_out(
    tmp_path: Path, path: str, content: str, reason: str
) -> None:
    extraction = _read(tmp_path, {path: content, "2017-01-01-b.md": "Öppet."})
    assert [post.title for post in extraction.posts] == ["B"]
    (left_out,) = extraction.left_out
    assert reason in left_out.reason
    assert "hemligt" not in repr(extraction)
    assert extraction.complete


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("om.md", "---\ntitle: Om oss\n---\nText", "has no date"),
        ("README.md", "# Läs", "about the project"),
        ("nyheter/_index.md", "---\ntitle: Nyheter\ndate: 2017-01-01\n---\n", "page of a section"),
        ("_index.sv.md", "---\ntitle: Nyheter\n---\n", "page of a section"),
        ("2017-01-01-b/extra.md", "mer", "belongs to the index.md"),
        ("archetypes/default.md", "x", "folder of templates"),
        ("node_modules/x/2017-01-01-a.md", "x", "folder of templates or programs"),
        ("mall.md", '---\ntitle: "{{title}}"\ndate: {{date}}\n---\n', "a template"),
        ("mall.md", '+++\ntitle = "{{ .Name }}"\n+++\n', "a template"),
        ("tom.md", "", "is empty"),
        ("2017-01-01-a.rst", "Rubrik", "is no Markdown; convert it"),
    ],
)
def test_what_is_no_post_is_left_out_with_its_reason(
    tmp_path: Path, path: str, content: str, reason: str
) -> None:
    extraction = _read(tmp_path, {path: content, "2017-01-01-b/index.md": "Text."})
    assert [post.title for post in extraction.posts] in (["B"], [])
    reasons = [item.reason for item in extraction.left_out]
    assert any(reason in each for each in reasons), reasons
    assert extraction.complete


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        ("---\ntitle: Ett\ntitle: Två\ndate: 2017-01-01\n---\nx", "a.md:3", "a second time"),
        ("---\ntitle: [Ett\ndate: 2017-01-01\n---\nx", "a.md:2", "never closed"),
        ("---\n- a\n---\nx", "a.md:2", "no list of fields"),
        ("---\ntitle: Ett\ndate: 2017-01-01\n\nx", "a.md:1", "not closed"),
        ("+++\ntitle = Ett\n+++\nx", "a.md:2", "no TOML"),
        ("+++\ntitle = 'Ett'\nx", "a.md:1", "not closed"),
        ('{"title": "Ett",}\nx', "a.md:1", "no JSON"),
        ('---json\n{"title": "Ett",}\n---\nx', "a.md:2", "no JSON"),
        ('---js\n{ title: "Ett" }\n---\nx', "a.md:1", "a program (js)"),
        ("---\ntitle: Ett\ndate: 3/5/2011\n---\nx", "a.md:3", "is no date, or may be more"),
        ("---\ntitle: Ett\ndate: 2017-02-30\n---\nx", "a.md:3", "is no date"),
        ("---\ntitle: [a, b]\ndate: 2017-01-01\n---\nx", "a.md:2", "title: is no text"),
    ],
)
def test_a_faulty_file_is_set_aside_and_the_others_come_in(
    tmp_path: Path, content: str, where: str, reason: str
) -> None:
    extraction = _read(tmp_path, {"a.md": content, "2017-01-01-b.md": "Text."})
    assert [post.title for post in extraction.posts] == ["B"]
    (item,) = extraction.quarantined
    assert (item.title, item.where, item.text) == ("A", where, content)
    assert reason in item.reason
    assert not extraction.complete


def test_a_draft_whose_head_is_a_program_is_written_nowhere(tmp_path: Path) -> None:
    files = {"2017-01-01-a.md": '---js\n{ title: "Ett", draft: true }\n---\nHemligt'}
    extraction = _read(tmp_path, files)
    assert (extraction.posts, extraction.quarantined) == ((), ())
    assert [item.reason for item in extraction.left_out] == ["a draft"]


def test_a_binary_file_is_set_aside(tmp_path: Path) -> None:
    top = _folder(tmp_path, {"2017-01-01-b.md": "Text."})
    (top / "2017-01-01-a.md").write_bytes(bytes(range(256)))
    (item,) = read_folder(top).quarantined
    assert item.reason.startswith("is no text file")


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "annat").mkdir()
    (tmp_path / "annat" / "2017-01-01-hemligt.md").write_text("x", encoding="utf-8")
    top = _folder(tmp_path, {"2017-01-01-b.md": "Text."})
    (top / "mapp").symlink_to(tmp_path / "annat")
    (top / "2017-01-01-c.md").symlink_to(tmp_path / "annat" / "2017-01-01-hemligt.md")
    (top / "igen").symlink_to(top)
    extraction = read_folder(top)
    assert [post.title for post in extraction.posts] == ["B"]
    assert {item.where for item in extraction.left_out} == {"mapp", "2017-01-01-c.md", "igen"}


def test_what_is_no_folder_of_posts_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("x", encoding="utf-8")
    (tmp_path / "tom").mkdir()
    for path, message in (
        (tmp_path / "ingen", "no such folder"),
        (file, "is a file"),
        (tmp_path / "tom", "holds no Markdown files"),
    ):
        with pytest.raises(ImportFileError, match=message):
            read_folder(path)


# --- sites ----------------------------------------------------------------------------------

HUGO = "---\ntitle: Ny lag\ndate: 2017-06-30\n"


@pytest.mark.parametrize(
    ("config", "path", "head", "link"),
    [
        (
            'baseURL = "https://x.se/"',
            "content/nyheter/Ny Lag.md",
            "",
            "https://x.se/nyheter/ny-lag/",
        ),
        ('baseURL = "https://x.se/b"', "content/n/a/index.md", "", "https://x.se/b/n/a/"),
        ('baseURL = "https://x.se"', "content/n/a.md", "slug: lag", "https://x.se/n/lag/"),
        ('baseURL = "https://x.se"', "content/n/a.md", "url: /b/", "https://x.se/b/"),
        ('baseURL = "https://x.se"\n[permalinks]\nn = "/:year/"', "content/n/a.md", "", None),
        ('baseURL = "https://example.org/"', "content/n/a.md", "", None),
        ('baseURL = "/"', "content/n/a.md", "", None),
        ("trasig", "content/n/a.md", "canonicalURL: https://y.se/a", "https://y.se/a"),
    ],
)
def test_addresses_of_hugo_where_they_are_sure(
    tmp_path: Path, config: str, path: str, head: str, link: str | None
) -> None:
    post = _only(tmp_path, {"hugo.toml": config, path: f"{HUGO}{head}\n---\nText."})
    assert post.link == link


@pytest.mark.parametrize(
    ("config", "path", "head", "link"),
    [
        ("", "_posts/2017-06-30-ny-lag.md", "", "https://x.se/b/2017/06/30/ny-lag.html"),
        ("", "_posts/2017-06-30-x.md", "category: A", "https://x.se/b/a/2017/06/30/x.html"),
        ("permalink: pretty", "_posts/2017-06-30-x.md", "", "https://x.se/b/2017/06/30/x/"),
        ("permalink: /:year/:title", "_posts/2017-06-30-x.md", "", "https://x.se/b/2017/x"),
        (
            "permalink: x\ncollections:\n  posts:\n    permalink: /n/:title/",
            "_posts/2017-06-30-x.md",
            "",
            "https://x.se/b/n/x/",
        ),
        ("", "_posts/2017-06-30-x.md", "date: 2017-06-30 00:10:00 +0200", None),
        ("permalink: /:y_day/", "_posts/2017-06-30-x.md", "", None),
        ("", "_posts/2017-06-30-x.md", "permalink: /om/", "https://x.se/b/om/"),
        ("", "_posts/2017-06-30-Å.md", "", None),
        ("", "nyheter/_posts/2017-06-30-x.md", "", None),
    ],
)
def test_addresses_of_jekyll_where_they_are_sure(
    tmp_path: Path, config: str, path: str, head: str, link: str | None
) -> None:
    site = f"url: https://x.se\nbaseurl: /b\n{config}"
    post = _only(
        tmp_path, {"_config.yml": site, path: f"---\ntitle: x\n{head}\n---\n[a](/c) [d](e)"}
    )
    assert post.link == link
    assert post.body.startswith("[a](https://x.se/c) ")


@pytest.mark.parametrize(
    ("files", "source"),
    [
        ({"hugo.toml": 'baseURL = "https://x.se"'}, "https://x.se/"),
        ({"config.yaml": "baseURL: https://x.se/"}, "https://x.se/"),
        ({"config/_default/hugo.toml": 'baseurl = "https://x.se/"'}, "https://x.se/"),
        ({"_config.yml": "url: https://x.se\nbaseurl: /blogg"}, "https://x.se/blogg/"),
        ({"_config.yml": 'url: "https://x.se"\nbaseurl: ""'}, "https://x.se/"),
        ({"_config.yml": "url: http://yoursite.com"}, None),
        ({"config.toml": 'base_url = "https://x.se"'}, "https://x.se/"),
        ({"_data/site.json": '{"url": "https://x.se"}'}, "https://x.se/"),
        ({"_config.yml": ": ["}, None),
        ({}, None),
    ],
)
def test_the_site_tells_its_address(
    tmp_path: Path, files: dict[str, str], source: str | None
) -> None:
    assert _read(tmp_path, {**files, "_posts/2017-01-01-a.md": "x"}).source == source


def test_former_addresses_are_kept_and_other_names_are_none(tmp_path: Path) -> None:
    head = "aliases: [/gammal/, https://y.se/a, Annat namn]\nredirect_from: /äldre"
    post = _only(
        tmp_path, {"hugo.toml": 'baseURL = "https://x.se"', "content/a.md": f"{HUGO}{head}\n---\nx"}
    )
    assert post.former_links == ("https://x.se/gammal/", "https://y.se/a", "https://x.se/äldre")


def test_relative_links_and_pictures_start_where_the_post_is(tmp_path: Path) -> None:
    body = (
        "[a](../b/) ![c](c.png) ![d]({{ site.baseurl }}/d.png) [e](/e) "
        "[f]({% post_url 2017-01-01-f %})"
    )
    files = {"hugo.toml": 'baseURL = "https://x.se"', "content/n/a.md": f"{HUGO}---\n{body}"}
    assert _only(tmp_path, files).body == (
        "[a](https://x.se/n/b/) [c](https://x.se/n/a/c.png) [d](https://x.se/d.png) "
        "[e](https://x.se/e) f"
    )


# --- bodies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("En rad\nsom går på.", ["En rad som går på."]),
        ("En rad  \nny rad.", ["En rad\nny rad."]),
        ('<div class="a"><p>Ett <b>två</b></p></div>\n\n<script>x()</script>', ["Ett två"]),
        ('<div markdown="1">**fet**</div>', ["fet"]),
        ("```sh\n[[ -f x ]] # y\n```\nrad\ntvå", ["[[ -f x ]] # y", "rad två"]),
        ("{{</* x a=b */>}} och `{{%/* y */%}}`", ["{{< x a=b >}} och {{% y %}}"]),
        (":::note Obs\nRuta\n:::\nText\n\n::: tip\nTips\n:::", ["Obs", "Ruta", "Text", "Tips"]),
        ("## Två {.klass}\n\n[[_TOC_]]\n\n[TOC]\n\nText", ["Två", "Text"]),
        ("Ord <kbd>Ctrl</kbd> a &amp; b &lt;c&gt;", ["Ord Ctrl a & b <c>"]),
        ("<!-- borta -->Text<!--more-->", ["Text"]),
        ("{{< note >}}Inne{{< /note >}} ute", ["Inne ute"]),
        ("{{% alert %}}\nInne\n{{% /alert %}}", ["Inne"]),
        ('{{< figure src="/a.jpg" caption="Bild: på *oss*" alt="x" >}}', ["Bild: på oss"]),
        ("{{< youtube w7Ft2ymGmfc >}}", ["https://www.youtube.com/watch?v=w7Ft2ymGmfc"]),
        ("{% include a.html x=1 %}Text {{ page.title | upcase }}slut", ["Text slut"]),
        ("{% raw %}{{ kvar }}{% endraw %}", ["{{ kvar }}"]),
        ("{% comment %}borta{% endcomment %}Text", ["Text"]),
        ("{% highlight python %}\na = 1\n{% endhighlight %}", ["a = 1"]),
        ("```\n{{ kod }} {% if %} <b>\n```\n`{{ x }}`", ["{{ kod }} {% if %} <b>", "{{ x }}"]),
        ('[gallery ids="1,2"]\n\nText [caption id="x"]Bildtext[/caption]', ["Text Bildtext"]),
        ("Rubrik\n{: .klass}\n\n## Två {#id}\n\n* TOC\n{:toc}\n\nText", ["Rubrik", "Två", "Text"]),
        ("Ord[^1] här.\n\n[^1]: En not.", ["Ord[1] här.", "En not."]),
        ("Term\n: Förklaring", ["Term", "Förklaring"]),
        ("|a|b|\n|-|-|\n|1|2|", ["a", "b", "1", "2"]),
        ("~~struket~~ *a* **b** [c](https://x.se)", ["struket a b c"]),
        ("- [x] gjort\n- [ ] kvar", ["[x] gjort", "[ ] kvar"]),
        ("1986\\. Ett år\n\n    kod", ["1986. Ett år", "kod"]),
        ("[x](javascript:alert(1)) <a href='javascript:x'>y</a>", ["x y"]),
        ("&nbsp;\n\nText\u200b\xad här\x08", ["Text här"]),
    ],
)
def test_bodies_read_as_on_their_site(tmp_path: Path, body: str, texts: list[str]) -> None:
    post = _only(tmp_path, {"2017-01-01-a.md": f"---\ntitle: x\n---\n{body}"})
    assert _texts(post) == texts


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("Se [[Vår grupp]] och [[mapp/Sida|den här]].", ["Se Vår grupp och den här."]),
        ("[[Sida#Rubrik]] [[#Del]] [[Sida#^abc]]", ["Sida > Rubrik Del Sida"]),
        ("![[bild.png]]![[bild.png|300]]![[b.png|Karta]] [[x]]", ["Karta x"]),
        ("[[x]] %%hemligt%% ==viktigt== `[[kod]]` ^abc12", ["x viktigt [[kod]]"]),
        ("> [!info] Obs\n> [[x]] rad", ["Obs", "x rad"]),
        ("[[x]] rad ett\nrad två", ["x rad ett\nrad två"]),
    ],
)
def test_obsidians_signs_are_read(tmp_path: Path, body: str, texts: list[str]) -> None:
    post = _only(tmp_path, {"2017-01-01-a.md": f"---\ntitle: x\n---\n{body}"})
    assert _texts(post) == texts


def test_obsidians_tags_are_taken_out_of_the_text(tmp_path: Path) -> None:
    files = {
        ".obsidian/app.json": "{}",
        ".obsidian/templates.json": '{"folder": "Mallar"}',
        "Mallar/2017-01-01-mall.md": "x",
        "a.md": (
            "---\ndate: 2017-01-01\ntags: ett\naliases: [AI]\n---\n"
            "Text #två/tre, #2017 `#kod` [a](b#c) #åäö."
        ),
    }
    extraction = _read(tmp_path, files)
    (post,) = extraction.posts
    assert post.tags == ("ett", "två/tre", "åäö")
    assert [item.where for item in extraction.left_out] == ["Mallar"]
    assert post.former_links == ()


def test_posts_may_be_html(tmp_path: Path) -> None:
    html = "---\ntitle: Ny lag\n---\n<div>\n\n    <p>Ett {{ x }}stycke</p>\n\n</div>"
    files = {"_posts/2017-01-01-a.html": html, "index.html": "<p>Sidan</p>"}
    assert _only(tmp_path, files).body == "Ett stycke"


def test_what_was_no_text_is_counted(tmp_path: Path) -> None:
    files = {
        "2017-01-01-a.md": "{{< x >}} {{< x >}} {% y %} {{ page.z }}",
        "b.md": "---\ndraft: true\n---\n",
        "2017-01-02-c.md": "---\ntitle: Nummer #3\n---\n",
    }
    assert _read(tmp_path, files).notes == (
        "shortcodes and template tags, which were left out: "
        "4 ({{< x >}} 2, {% y %} 1, {{ page.z }} 1)",
        "drafts, which were left out: 1",
        "titles that a # cuts short, being a comment: 2017-01-02-c.md",
    )


_PARTS = st.sampled_from(
    [
        *(
            "---\n",
            "+++\n",
            "{",
            "}",
            '"',
            "title: x\n",
            "date: 2017-01-01\n",
            "date = 2017-01-01\n",
        ),
        *(
            "draft: ",
            "true\n",
            "[[",
            "]]",
            "![[",
            "{{",
            "}}",
            "{%",
            "%}",
            "{{<",
            ">}}",
            "`",
            "```\n",
        ),
        *(
            "raw",
            "endraw",
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "# ",
            "\n",
            "\n\n",
            "ord ",
            "|",
            "%%",
            "==",
        ),
        *("[^1]", ": ", "- ", "> ", "\x1a0\x1a", "\0", "~~~\n", ")", "(", "[x]", "https://x.se"),
    ]
)


@given(st.lists(_PARTS, max_size=25).map("".join))
def test_no_file_is_lost_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    top = tmp_path_factory.mktemp("x")
    (top / "2017-01-01-a.md").write_text(content, encoding="utf-8")
    extraction = read_folder(top)
    assert len(extraction.posts + extraction.quarantined + extraction.left_out) == 1
    assert all(post.title for post in extraction.posts)
