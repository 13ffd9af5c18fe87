"""Places: what stands in a text with a capital and is neither an organisation nor a project.

Municipalities and provinces of Sweden, and countries as CLDR has them; other places are told
by what stands around them.
"""

import re
from functools import cache

from babel import Locale

from kb.corpus.unregistered import nouns

_SWEDEN = """
Ale Alingsås Alvesta Aneby Arboga Arjeplog Arvidsjaur Arvika Askersund Avesta Bengtsfors Berg
Bjurholm Bjuv Boden Bollebygd Bollnäs Borgholm Borlänge Borås Botkyrka Boxholm Bromölla Bräcke
Burlöv Båstad Dals-Ed Danderyd Degerfors Dorotea Eda Ekerö Eksjö Emmaboda Enköping Eskilstuna
Eslöv Essunga Fagersta Falkenberg Falköping Falun Filipstad Finspång Flen Forshaga Färgelanda
Gagnef Gislaved Gnesta Gnosjö Gotland Grums Grästorp Gullspång Gällivare Gävle Göteborg Götene
Habo Hagfors Hallsberg Hallstahammar Halmstad Hammarö Haninge Haparanda Heby Hedemora Helsingborg
Herrljunga Hjo Hofors Huddinge Hudiksvall Hultsfred Hylte Håbo Hällefors Härjedalen Härnösand
Härryda Hässleholm Höganäs Högsby Hörby Höör Jokkmokk Järfälla Jönköping Kalix Kalmar Karlsborg
Karlshamn Karlskoga Karlskrona Karlstad Katrineholm Kil Kinda Kiruna Klippan Knivsta Kramfors
Kristianstad Kristinehamn Krokom Kumla Kungsbacka Kungsör Kungälv Kävlinge Köping Laholm
Landskrona Laxå Lekeberg Leksand Lerum Lessebo Lidingö Lidköping Lilla Lindesberg Linköping
Ljungby Ljusdal Ljusnarsberg Lomma Ludvika Luleå Lund Lycksele Lysekil Malmö Malung Malå Mariestad
Mark Markaryd Mellerud Mjölby Mora Motala Mullsjö Munkedal Munkfors Mölndal Mönsterås Mörbylånga
Nacka Nora Norberg Nordanstig Nordmaling Norrköping Norrtälje Norsjö Nybro Nykvarn Nyköping
Nynäshamn Nässjö Ockelbo Olofström Orsa Orust Osby Oskarshamn Ovanåker Oxelösund Pajala Partille
Perstorp Piteå Ragunda Robertsfors Ronneby Rättvik Sala Salem Sandviken Sigtuna Simrishamn Sjöbo
Skara Skellefteå Skinnskatteberg Skurup Skövde Smedjebacken Sollefteå Sollentuna Solna Sorsele
Sotenäs Staffanstorp Stenungsund Stockholm Storfors Storuman Strängnäs Strömstad Strömsund
Sundbyberg Sundsvall Sunne Surahammar Svalöv Svedala Svenljunga Säffle Säter Sävsjö Söderhamn
Söderköping Södertälje Sölvesborg Tanum Tibro Tidaholm Tierp Timrå Tingsryd Tjörn Tomelilla
Torsby Torsås Tranemo Tranås Trelleborg Trollhättan Trosa Tyresö Täby Töreboda Uddevalla Ulricehamn
Umeå Uppsala Uppvidinge Vadstena Vaggeryd Valdemarsvik Vallentuna Vansbro Vara Varberg Vaxholm
Vellinge Vetlanda Vilhelmina Vimmerby Vindeln Vingåker Vårgårda Vänersborg Vännäs Värmdö Värnamo
Västervik Västerås Växjö Ydre Ystad Åmål Ånge Åre Årjäng Åsele Åstorp Åtvidaberg Älmhult Älvdalen
Älvkarleby Älvsbyn Ängelholm Öckerö Ödeshög Örebro Örkelljunga Örnsköldsvik Östersund Österåker
Östhammar Östra Överkalix Övertorneå Visby
Blekinge Bohuslän Dalarna Dalsland Gästrikland Halland Hälsingland Härjedalen Jämtland Lappland
Medelpad Norrbotten Närke Skåne Småland Södermanland Sörmland Uppland Värmland Västerbotten
Västergötland Västmanland Ångermanland Öland Östergötland Kronoberg Gävleborg Västernorrland
Norrland Svealand Götaland Sápmi Roslagen Bergslagen Öresund Öresundsregionen Mälardalen
Norden Skandinavien Baltikum Europa Asien Afrika Amerika Nordamerika Sydamerika Latinamerika
Mellanöstern Balkan Östersjön Västkusten Sydsverige Nordsverige Mellansverige Västsverige
Österlen Söderslätt Rosengård Rinkeby Tensta Hammarkullen Köpenhamn Oslo Helsingfors Berlin Paris
London Bryssel Rom Madrid Wien Prag Warszawa Kiev Kyiv New York Washington Peking Tokyo
USA EU Storbritannien England Skottland Wales Kosovo Palestina
"""
# What the name of a street, a square, a quarter, a lake ends in.
_STREET = re.compile(
    r"\w*(?:gatan|vägen|gränd|gränden|torget|allén|stigen|backen|plats|platsen|parken|bron|kajen|"
    r"esplanaden|liden|viken|sjön|ån|älven|fjärden|skogen|ängen|åsen|berget|udden|stranden|"
    r"området|rondellen|stråket)s?"
)
_TOWN = re.compile(
    r"\w{2,}(?:köping|inge|unga|ryd|löv|arp|torp|rup|hamra|marka|åkra|stad|tuna|by|sjö|fors|hult|näs|"
    r"sund|vik|borg|ås|bo|hamn|holm|måla|red|röd|lösa|boda|bruk|strand|vallen|vadet|köp|dal|dalen)s?"
)


@cache
def _countries() -> frozenset[str]:
    names = Locale("sv").territories.values()
    return frozenset(name for name in names if " " not in name) - {"Sverige"}


@cache
def _known() -> frozenset[str]:
    return frozenset(_SWEDEN.split()) | _countries() | {"Sverige"}


def is_foreign(word: str) -> bool:
    """Tell whether a word is another country than Sweden, in the genitive or not."""
    return word in _countries() or (word.endswith("s") and word[:-1] in _countries())


def is_known_place(word: str) -> bool:
    """Tell whether a word, in the genitive or not, is a place that everybody knows."""
    return word in _known() or (word.endswith("s") and word[:-1] in _known())


def is_street(word: str) -> bool:
    """Tell whether a word ends as the names of streets, squares and waters do."""
    lower = word.lower()
    return _STREET.fullmatch(lower) is not None and not nouns.is_the_body(lower)


def is_spelt_like_a_town(word: str) -> bool:
    """Tell whether a word ends as towns, villages and many surnames do."""
    return _TOWN.fullmatch(word.lower()) is not None
