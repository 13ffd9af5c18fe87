"""Nouns that tell what a name is of: an organisation, a project, a place, or nothing at all.

The lists hold what Swedish calls such things in general, never names of one corpus. A compound
is what its last part is, so most are endings.
"""

import re
from functools import lru_cache


def _any(words: str) -> str:
    return "|".join(words.split())


# Indefinite, as behind a place or an owner: Lindhamra kommun, Gotlands museum.
_BODY = _any(
    r"""
        akademi aktiebolag allians arkiv bibliotek bildningsförbund bolag bostäder byalag byrå
        departement distrikt domstol energi ensemble fakultet fastigheter fiber fond församling
        förbund förening förlag förskola förvaltning gymnasium handelsbod hembygdsgille hovrätt
        högskola inspektion institut institution kammare klubb kollegium kollektiv kommitté
        kommun konsthall kooperativ kulturråd kyrka kår landsting lasarett mission museer museum
        myndighet nämnd näringsliv orkester parti pastorat regemente räddningstjänst samfund
        samfällighet sjukhus skola socialtjänst sparbank spelmanslag stadsnät stadsteater
        [a-zåäö]{3,}centrum [a-zåäö]{3,}kör stift stiftelse sällskap teater tingsrätt ungdomsråd
        universitet vårdcentral
    """
)
# Definite, with a capital or behind an adjective: Arbetsförmedlingen, Allmänna arvsfonden.
_THE_BODY = _any(
    r"""
        akademien akademin alliansen arbetarna arkivet avdelningen banken biblioteket biografen
        bladet bolagen bolaget bryggeriet byalaget byrån bönderna centralen centret delegationen
        demokraterna departementet distriktet domstolen ensemblen fakulteten fonden forumet
        församlingen förbundet föreningen företagarna förlaget förmedlingen förvaltningen
        gruppen gymnasiet högskolan inspektionen institutet institutionen kammaren kansliet
        kassan kedjan klubben kollektivet kommissionen kommittén kommunen kompaniet koncernen
        kooperationen kooperativet kretsen kuriren kyrkan kåren kören lasarettet läkarna lärarna
        magasinet mejeriet missionen museet myndigheten nämnden nätverket ombudsmannen operan
        organisationen orkestern partiet partnerskapet pastoratet pensionärerna polisen posten
        radion redaktionen regeringen riksbanken riksdagen (?<!om)rådet rörelsen samfundet
        samfälligheten sektionen sjukhuset skolan skyddet
        staben stationen stiftelsen stiftelserna stiftet
        styrelsen sällskapet teatern tidningarna tidningen tinget tingsrätten tjänsten trafiken
        ungdomarna unionen universitetet verket verkstaden vården vännerna väsendet ämbetet
    """
)
_BODY_PATTERN = re.compile(rf"(?:\w*(?:{_BODY})|hus|region|stad)s?")
_THE_BODY_PATTERN = re.compile(rf"\w*(?:{_THE_BODY})s?")
# The first word of a name that goes on with för: Centrum för vattenforskning.
_FOR_PATTERN = re.compile(
    r"\w*(?:"
    + _any(
        """
            akademin avdelningen center centret centrum delegationen enheten fonden forum föreningen
            förbundet förvaltningen inspektionen institut institutet institutionen kommittén
            mötesplats myndigheten nämnden nätverk nätverket organisationen rådet samfundet
            stiftelsen styrelsen sällskapet
        """
    )
    + ")"
)
# Before a name, in small letters: föreningen Tamam, snickeriet Spånkroken.
_ORGANISATION = re.compile(
    rf"\w*(?:{_THE_BODY}|"
    + _any(
        r"""
            aktören arrangören bageriet bandet boendet bokhandeln butiken caféet centrumet
            entreprenören fabriken facket firman företaget förskolan galleriet grossisten hotellet
            inkubatorn jouren jätten kaféet kiosken krogen lanthandeln leverantören operatören
            partnern plattformen puben restaurangen sajten scoutkåren smedjan snickeriet startupen
            studion vårdcentralen
        """
    )
    + ")"
)
_PROJECT = re.compile(
    r"\w*(?:"
    + _any(
        r"""
            aktionen appen arrangemanget biennalen cupen evenemanget eventet festival festivalen
            forskarskolan föreläsningsserien försöket galan initiativ initiativet insamlingen
            insats insatsen kampanj kampanjen koncept konceptet konferens konferensen loppet
            manifestationen marknaden mässan piloten pris priset programmet projekt projekten
            projektet samarbetet satsning satsningen serien språkcaféet språkkaféet stipendiet
            stipendium studien temadagen temaveckan triennalen turnering turneringen turnén
            tävling tävlingen utmaningen utmärkelse utmärkelsen utställning utställningen
        """
    )
    + ")"
)
_PLACE = re.compile(
    r"i|utanför|kring|norr|söder|\w*(?:"
    + _any(
        """
            byn bygden gården hamnen kommunen kvarteret landskapet länet området orten regionen
            samhället sjön skogen staden stadsdelen stationen tätorten ön
        """
    )
    + ")"
)
# What projects, recurring events and prizes end in.
_PROJECT_ENDING = re.compile(
    r"\w{3,}(?:"
    + _any(
        """
            cupen dag dagarna dagen festival festivalen galan initiativet kampanjen klassikern
            klivet konferens konferensen loppet lyftet löftet marknaden mässan mötet natten pris
            priset programmet projektet racet rallyt resan satsningen spelen språnget stafetten
            steget stipendiet summit turnén utmaningen vecka veckan
        """
    )
    + ")s?"
)
_PROJECT_WORD = re.compile(
    "(?i:" + _any("award awards challenge conference cup dagarna dagen festival open pris") + "|"
    "stipendium|summit|veckan)"
)
# In small letters behind an adjective or an owner: Internationella kvinnodagen, Xs pris.
_EVENT = re.compile(
    r"\w*(?:dagen|festivalen|fonden|kampanjen|konferensen|marknaden|mötet|priset|programmet|"
    r"projektet|stipendiet|utmärkelsen|veckan|året)s?|cup|dag|(?:\w*festival|(?:minnes)?pris|"
    r"minnesfond|stipendium|vecka)"
)
# Days and meetings that everybody has.
_EVERYBODYS = re.compile(
    "(?:"
    + _any(
        """
            alla annan arbets bröllops dop fars fix fre fredag fri födelse grill halv hel höst
            inspirations jul kristi kväll läs lång lör lucia mellan midsommar mors mån namns
            national nyårs ons plan pingst påsk rast skol skär sommar sport stilla student
            studie städ sön tema tis tors trettondag utbildnings val valborg var vila vinter vår
            års öppna
        """
    )
    + ")?(?:afton|aftonen|dag|dagar|dagarna|dagen|fredagen|helgen|lovet|mötet|natten|söndagen|"
    "torsdagen|vecka|veckan)s?"
)
# A noun alone that names none of them: ”Föreningen har …”, also with what it commonly opens with.
_BARE = re.compile(
    "(?:"
    + _any(
        """
            arbets bostadsrätts bredbands bygdegårds dotter fack fastighets folk friluft för
            grund hem hembygds hus hög ideella idrotts kommun köks lokal läns moder projekt
            region riks riksförbunds samfällighets social stads studie styr syster ungdoms val
        """
    )
    + rf")?(?:{_BODY}|{_THE_BODY})s?|"
    + _any(
        """
            fältet kommunerna kommunfullmäktige kommunstyrelsen landstinget myndigheterna
            näringslivet regionerna sektorn staten facket
        """
    )
)
# With a capital, too, but no organisation and no project: laws, wars, and who is of a place.
_OTHER = re.compile(
    r"\w+(?:lagen|balken|förordning|förordningen|konventionen|direktivet|kriget|pandemin|krisen|"
    r"född|födda|vänlig|vänliga|älskare|hatare)s?"
)
# With a capital in a name, whichever its place there. Endings of foreign and older names, too.
_BODY_WORD = re.compile(
    "(?i:"
    + _any(
        """
            ab agency association bageri bk board bokhandel bryggeri buss bygg center centre
            coffee college committee consulting council dans data design ekonomi el
            entertainment fastighet federation ff film fk flyg food foods foundation fund gif
            glas gmbh golf group handel hb hc hockey hälsa if ik inc institute juridik kb kfuk
            kfum kik konditori konsult kraft krog kök lab laboratory labs ltd mat media musik
            måleri network office omsorg organization partners plåt productions records reklam
            resor restaurang rugby rör scen school sk skog snickeri society solutions studios
            städ taxi teknik trust tryckeri trä university vård åkeri
        """
    )
    + r")|\w{3,}(?<!om)råd"
)
# These name a branch, of an organisation or of a project.
_BRANCH_WORD = re.compile(r"(?i:international|nord|norr|skåne|sverige|sweden|syd|söder|väst|öst)")


@lru_cache(maxsize=1 << 16)
def is_body(noun: str) -> bool:
    """Tell whether a noun is an organisation: kommun, arvsfonden."""
    return bool(_BODY_PATTERN.fullmatch(noun) or _THE_BODY_PATTERN.fullmatch(noun))


@lru_cache(maxsize=1 << 16)
def is_the_body(noun: str) -> bool:
    """Tell whether a definite noun is an organisation: arvsfonden."""
    return _THE_BODY_PATTERN.fullmatch(noun) is not None


@lru_cache(maxsize=1 << 16)
def is_event(noun: str) -> bool:
    """Tell whether a noun in small letters may close the name of a project: kvinnodagen, pris."""
    return _EVENT.fullmatch(noun) is not None


@lru_cache(maxsize=1 << 16)
def ends_as_project(noun: str) -> bool:
    """Tell whether a word, in any letters, ends as the names of projects do: Kalknatten."""
    return bool(_PROJECT_ENDING.fullmatch(noun.lower()) or _PROJECT_WORD.fullmatch(noun))


@lru_cache(maxsize=1 << 16)
def may_go_on_with_for(noun: str) -> bool:
    """Tell whether the name of an organisation goes on behind this word and för."""
    return _FOR_PATTERN.fullmatch(noun) is not None


@lru_cache(maxsize=1 << 16)
def says_organisation(noun: str) -> bool:
    """Tell whether a noun before a name says that it is an organisation's: föreningen X."""
    return _ORGANISATION.fullmatch(noun) is not None and not says_place(noun)


@lru_cache(maxsize=1 << 16)
def says_project(noun: str) -> bool:
    """Tell whether a noun before a name says that it is a project's: projektet X."""
    return _PROJECT.fullmatch(noun) is not None


@lru_cache(maxsize=1 << 16)
def says_place(noun: str) -> bool:
    """Tell whether a word before a name says that it is a place: i X, byn X."""
    return _PLACE.fullmatch(noun) is not None


@lru_cache(maxsize=1 << 16)
def is_bare(noun: str) -> bool:
    """Tell whether a noun alone is no name: styrelsen, påskdagen, socialtjänstlagen."""
    return any(pattern.fullmatch(noun) for pattern in (_BARE, _EVERYBODYS, _OTHER))


@lru_cache(maxsize=1 << 16)
def is_body_word(word: str) -> bool:
    """Tell whether a word with a capital makes a name an organisation's: University, IF, AB."""
    return _BODY_WORD.fullmatch(word) is not None


@lru_cache(maxsize=1 << 16)
def is_branch_word(word: str) -> bool:
    """Tell whether a word with a capital names a branch: Syd, Sverige."""
    return _BRANCH_WORD.fullmatch(word) is not None
