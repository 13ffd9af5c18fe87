"""Words as a Swedish archive of an organisation's posts has them, each with its share of the text.

Real ones come from wordfreq's list with their frequencies, inflected as they stand there; what an
organisation writes about is many times as frequent as elsewhere; compounds of two parts follow
Zipf's law, and those of three are so many that a larger corpus meets new ones all the time.
"""

from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np
import wordfreq
from numpy.typing import NDArray

from benchmarks.generated import FIRST_PARTS, LAST_PARTS

_REAL = 200_000
# What the archive is about: each in so many forms, the first of them the most frequent words of
# all that are no function words.
_DOMAIN = (
    "projekt/projektet/projekten förening/föreningen/föreningar kommun/kommunen/kommuner "
    "utveckling/utvecklingen företag/företaget/företagen medlem/medlemmar/medlemmarna "
    "verksamhet/verksamheten/verksamheter möte/mötet/möten samarbete/samarbetet arbete/arbetet "
    "ekonomi/ekonomin stöd/stödet region/regionen social/sociala lokal/lokala/lokalt "
    "kooperativ/kooperativet/kooperativa rapport/rapporten program/programmet utbildning/"
    "utbildningen/utbildningar organisation/organisationen/organisationer styrelse/styrelsen "
    "deltagare/deltagarna erfarenhet/erfarenheter integration/integrationen hållbar/hållbara/"
    "hållbart landsbygd/landsbygden ungdomar/ungdom kunskap/kunskapen kunskaper finansiering/"
    "finansieringen ansökan/ansökningar seminarium/seminariet nätverk/nätverket/nätverken "
    "innovation/innovationer jämställdhet miljö/miljön rådgivning/rådgivningen samhälle/samhället "
    "metod/metoder/metoden resultat/resultatet/resultaten konferens/konferensen kurs/kursen/kurser "
    "plan/planen/planer uppdrag/uppdraget välkomna inbjudan europeiska ideell/ideella offentlig/"
    "offentliga gemensam/gemensamma/gemensamt nationell/nationella satsning/satsningen/satsningar"
)
_DOMAIN_SHARE = 0.16
_TWO_PARTS, _TWO_PARTS_SHARE = 20_000, 0.055
_THREE_PARTS_SHARE = 0.004
# Zipf's law as Mandelbrot has it.
_SHIFT, _EXPONENT = 2.7, 1.0


@dataclass(frozen=True)
class Words:
    """Words by number, and the cumulated shares of the text by which they are drawn.

    `content` are the numbers of words that tell what a text is about. `firsts` and `lasts` are
    the parts of words that are too many to be listed; such a one is drawn as number `len(texts)`.
    """

    texts: list[str]
    cumulated: NDArray[np.float64]
    content: NDArray[np.int64]
    firsts: list[str]
    lasts: list[str]

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return the numbers of so many words, by their shares."""
        return np.searchsorted(self.cumulated, rng.random(count), side="right")

    def text(self, number: int, rng: Random) -> str:
        """Return a word by its number."""
        if number < len(self.texts):
            return self.texts[number]
        return rng.choice(self.firsts) + rng.choice(self.firsts) + rng.choice(self.lasts)


def make_words(seed: int) -> Words:
    """Return the words of a corpus; the same for the same seed and version of wordfreq."""
    rng = Random(seed)
    firsts = FIRST_PARTS.split()
    lasts = [form for forms in LAST_PARTS.split() for form in forms.split("/")]
    shares: dict[str, float] = {}
    domain = [groups.split("/") for groups in _DOMAIN.split()]
    forms = [form for group in domain for form in group]
    _add(shares, forms, _zipf(len(forms), shift=30.0) * _DOMAIN_SHARE)
    pairs = list(product(firsts, lasts))
    rng.shuffle(pairs)
    two = [first + last for first, last in pairs[:_TWO_PARTS]]
    _add(shares, two, _zipf(len(two), shift=20.0) * _TWO_PARTS_SHARE)
    real = [word for word in wordfreq.top_n_list("sv", _REAL) if word.isalpha()]
    of_word = wordfreq.get_frequency_dict("sv")
    frequencies = np.array([of_word[word] for word in real])
    left = 1 - _DOMAIN_SHARE - _TWO_PARTS_SHARE - _THREE_PARTS_SHARE
    _add(shares, real, frequencies / frequencies.sum() * left)
    texts = list(shares)
    cumulated = np.cumsum(np.array(list(shares.values())))
    # What is left of 1 are the compounds of three parts.
    cumulated *= (1 - _THREE_PARTS_SHARE) / cumulated[-1]
    common = set(real[:400])
    content = [
        number for number, text in enumerate(texts[:60_000]) if len(text) > 3 and text not in common
    ]
    return Words(texts, cumulated, np.array(content), firsts, lasts)


def _add(shares: dict[str, float], words: list[str], of_each: NDArray[np.float64]) -> None:
    for word, share in zip(words, of_each.tolist(), strict=True):
        shares[word] = shares.get(word, 0.0) + share


def _zipf(count: int, shift: float = _SHIFT) -> NDArray[np.float64]:
    """Return shares by rank that add up to 1."""
    weights = (np.arange(count) + shift) ** -_EXPONENT
    return np.asarray(weights / weights.sum(), np.float64)
