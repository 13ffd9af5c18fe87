"""How well and how fast Swedish is read: `python benchmarks/language.py`.

Reads ../shared/data, beside the repository, and builds a lexicon in a temporary folder. Figures
are printed for the analysis, for simplemma alone and for Snowball alone:

- conflation: recall, precision and F1 over the pairs of word forms that share a lemma, in UD
  Talbanken (dev), types of NOUN, ADJ and VERB. Wrong are joined pairs of no common lemma that
  begin with the same four letters. Two forms are joined when they share any stem.
- compounds: precision and recall of exact splits of the words labelled by hand, and how many
  simple words are split; optional ones are left out.
- speed: words a second of text met before, on one core.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from itertools import combinations
from pathlib import Path

import simplemma
import snowballstemmer

from kb.language.analyzer import Analyzer
from kb.language.building.build import build_lexicon
from kb.language.compounds import split
from kb.language.lexicon import Lexicon
from kb.language.stems import stems

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_TREEBANK = DATA / "conflation" / "sv_talbanken-ud-dev.conllu"
_COMPOUNDS = DATA / "compounds" / "dev.tsv"
_TEXTS = DATA / "swefaq-dev-large" / "corpus.jsonl"
# A process that has nothing yet: what a first query waits for, beyond Python itself.
_COLD = """
import time; start = time.perf_counter()
import sys; from pathlib import Path
from kb.language.analyzer import Analyzer
from kb.language.lexicon import Lexicon
Analyzer(Lexicon.open(Path(sys.argv[1]))).analyze("samhällsentreprenörskapsrådet")
print(time.perf_counter() - start)
print(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmRSS")))
"""

Pair = tuple[str, str]


def lemmas_of_forms(treebank: Path) -> dict[str, set[str]]:
    """Return the lemmas of each noun, adjective and verb of letters only, in lower case."""
    lemmas: dict[str, set[str]] = defaultdict(set)
    for line in treebank.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) != 10 or columns[3] not in ("NOUN", "ADJ", "VERB"):
            continue
        left_out = "Abbr=Yes" in columns[5] or "Foreign=Yes" in columns[5]
        if columns[1].isalpha() and not left_out:
            lemmas[columns[1].lower()].add(columns[2].lower())
    return lemmas


def conflation(
    lemmas: dict[str, set[str]], read: Callable[[str], Iterable[str]]
) -> tuple[float, float, float]:
    """Return recall, precision and F1 of the pairs that `read` joins."""
    wanted = _pairs(lemmas)
    joined = _pairs({form: set(read(form)) for form in lemmas})
    right = len(wanted & joined)
    wrong = sum(one[:4] == other[:4] for one, other in joined - wanted)
    recall, precision = right / len(wanted), right / (right + wrong)
    return recall, precision, 2 * recall * precision / (recall + precision)


def compounds(
    labelled: Path, cut: Callable[[str], Collection[str]]
) -> tuple[float, float, int, int]:
    """Return precision and recall of splits, simple words split, and simple words."""
    right = wrong = missed = simple = simple_split = 0
    for line in labelled.read_text(encoding="utf-8").splitlines():
        word, kind, accepted = [*line.split("\t"), "", ""][:3]
        if kind == "simple":
            simple += 1
            simple_split += len(cut(word)) > 1
        elif kind == "compound":
            parts = cut(word)
            exact = "|".join(parts) in accepted.split("/")
            right += exact
            missed += not exact
            wrong += len(parts) > 1 and not exact
    precision = right / (right + wrong + simple_split)
    return precision, right / (right + missed), simple_split, simple


def _pairs(marks: dict[str, set[str]]) -> set[Pair]:
    """Return the pairs of forms with a mark in common."""
    forms: dict[str, list[str]] = defaultdict(list)
    for form in sorted(marks):
        for mark in marks[form]:
            forms[mark].append(form)
    return {pair for alike in forms.values() for pair in combinations(alike, 2)}


def _speed(read: Callable[[str], int], texts: list[str]) -> float:
    """Return the words a second of the best of three rounds after a first."""
    words = sum(map(read, texts))
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        sum(map(read, texts))
        rounds.append(time.perf_counter() - start)
    return words / min(rounds)


def main() -> int:
    """Print every figure; return 0, also where there is nothing to measure on."""
    if not _TREEBANK.exists():
        print(f"skipped: {DATA} is missing")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "swedish.lexicon"
        start = time.perf_counter()
        build_lexicon(path)
        print(f"building    {time.perf_counter() - start:8.1f} s {path.stat().st_size:12,} bytes")
        start = time.perf_counter()
        lexicon = Lexicon.open(path)
        print(f"opening     {(time.perf_counter() - start) * 1e3:8.1f} ms {len(lexicon):11,} forms")
        root = Path(__file__).resolve().parents[1]
        cold = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _COLD, str(path)],
            env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, kilobytes = map(float, cold.stdout.split())
        print(f"cold        {seconds * 1e3:8.0f} ms {kilobytes / 1024:9.0f} MB, imports and all")
        _report(lexicon)
    return 0


def _report(lexicon: Lexicon) -> None:
    lemmas = lemmas_of_forms(_TREEBANK)
    snowball = snowballstemmer.stemmer("swedish")
    readers: dict[str, Callable[[str], Iterable[str]]] = {
        "analysis": lambda form: stems(form, lexicon),
        "simplemma": lambda form: [simplemma.lemmatize(form, "sv").lower()],
        "Snowball": lambda form: [snowball.stemWord(form)],
    }
    for name, read in readers.items():
        recall, precision, f1 = conflation(lemmas, read)
        print(f"conflation  {name:10} recall {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}")
    precision, recall, wrong, simple = compounds(_COMPOUNDS, lambda word: split(word, lexicon))
    print(
        f"compounds   {'analysis':10} recall {recall:.3f}  precision {precision:.3f}  "
        f"simple words split: {wrong} of {simple}"
    )
    with _TEXTS.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    analyzer = Analyzer(lexicon)
    print(f"speed       {_speed(lambda text: len(analyzer.analyze(text)), texts):,.0f} words/s")


if __name__ == "__main__":
    sys.exit(main())
