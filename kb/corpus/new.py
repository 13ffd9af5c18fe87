"""An empty corpus, with registers that say in comments what goes into them.

Whoever edits a corpus reads Swedish, so the files speak it.
"""

from pathlib import Path

from kb.errors import CorpusError, Fault, reason
from kb.files import write_atomically

_FILES = {
    "README.md": """\
# Kunskapsbankens innehåll

I den här mappen ligger allt som kunskapsbanken visar. Filerna är vanlig text: redigera dem med
vilket program som helst och spara som UTF-8. Kör sedan `kb index`, som säger till om något inte
går att läsa, med fil och rad.

## Så kommer du i gång

1. Hämta inläggen: `kb import https://www.example.org/nyheter --corpus MAPPEN`. En fil går lika bra:
   en export ur WordPress, ett flöde, en sparad sida eller en mapp med Markdown.
2. Se hur det blev: `kb serve --corpus MAPPEN` och gå till adressen som visas.
3. Gå igenom vilka organisationer och projekt som inläggen nämner:
   `kb mentions --suggest --corpus MAPPEN` föreslår namn, och med `--write` skrivs de in.

Skriv den här mappens sökväg i stället för `MAPPEN`.

## Vad filerna är till för

| fil | innehåll |
|---|---|
| `posts/<år>/<id>.md` | inläggen, ett i varje fil |
| `organisations.yaml` | organisationer som inläggen nämner |
| `projects.yaml` | projekt, kampanjer, återkommande dagar, priser |
| `synonyms.yaml` | ord som betyder detsamma |
| `removed.yaml` | inlägg som har tagits bort och inte ska komma tillbaka |
| `ignored.yaml` | namn som inte ska föreslås; skapa den när den behövs |
| `quarantine/` | det som en import inte kunde tolka säkert; gå igenom och ta bort |

Ett inlägg ser ut så här:

```
---
id: 2024-05-02-ny-lokal
title: Ny lokal
published: 2024-05-02
---

Nu har vi flyttat till Storgatan.
```
""",
    "organisations.yaml": """\
# Organisationer som inläggen nämner: myndigheter, företag, föreningar, fonder, nätverk.
# Ett inlägg hör till varje organisation vars namn står i rubriken eller texten.
#
# - id: lunds-kommunala-fastighetsbolag
#   name: Lunds kommunala fastighetsbolag
#   aliases: [LKF]
#   description: Kommunens bostadsbolag.
#   url: https://www.example.org
#
# id skrivs med a–z, 0–9 och bindestreck och ändras aldrig. aliases är andra skrivsätt, men inte
# genitiv. description, url, from och to får utelämnas.
#
# Poster med suggested: true har hittats av programmet. Rätta dem, ta bort raden om de stämmer,
# eller ta bort hela posten och skriv namnet i ignored.yaml så att det inte kommer tillbaka.
""",
    "projects.yaml": """\
# Projekt, kampanjer, återkommande evenemang och priser som inläggen nämner.
# Skrivs som i organisations.yaml; owner är den ansvariga organisationens id.
#
# - id: initiativet-lund
#   name: Initiativet Lund
#   owner: lunds-kommunala-fastighetsbolag
#   from: 2015
#   to: 2017
""",
    "synonyms.yaml": """\
# Ord som betyder detsamma: en sökning på det ena hittar det andra. En grupp på varje rad.
#
# - [lanthandel, bybutik]
""",
    "removed.yaml": """\
# Inlägg som har tagits bort: deras adresser säger det, och ingen import hämtar dem igen.
#
# - id: 2024-05-02-ny-lokal
#   date: 2024-06-01
#   reason: Publicerades av misstag.
""",
}


def create_corpus(folder: Path) -> tuple[Path, ...]:
    """Make an empty corpus in a new or empty folder; return the files made.

    Raises:
        CorpusError: there is something in the folder, it is none, or cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise CorpusError([Fault(str(folder), "is a file; name a folder that is not there yet")])
    # Hidden files are those of other programs, as .git and .DS_Store.
    inside = folder.iterdir() if folder.is_dir() else ()
    found = sorted(path.name for path in inside if not path.name.startswith("."))
    if found:
        message = f"has something in it already ({found[0]}); name a new folder, or an empty one"
        raise CorpusError([Fault(str(folder), message)])
    try:
        (folder / "posts").mkdir(parents=True, exist_ok=True)
        for name, text in _FILES.items():
            write_atomically(folder / name, text)
    except OSError as error:
        message = f"cannot be made ({reason(error)}); name a folder where you may write"
        raise CorpusError([Fault(str(folder), message)]) from None
    return tuple(folder / name for name in _FILES)
