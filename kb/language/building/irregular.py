"""Forms that no ending makes: the closed lists of any grammar of Swedish.

Strong and irregular verbs by their principal parts, nouns that change their vowel or have a Latin
plural, adjectives with a comparison of their own (Teleman, Hellberg and Andersson, Svenska
Akademiens grammatik, 1999, volume 2; Svenska Akademiens ordlista for single forms). The packages
know most of them, but not of every form. What is regular stands in no list here.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from kb.language.compounds import PARTICLES

# Infinitive, present, preterite, supine, past participle; further ones in use behind them. The
# participle gives its own neuter and plural.
_VERBS = """
be ber bad bett bedd
bedja beder bad bett
binda binder band bundit bunden
bita biter bet bitit biten
bjuda bjuder bjöd bjudit bjuden
bli blir blev blivit bliven
bliva bliver blev blivit bliven
brinna brinner brann brunnit brunnen
brista brister brast brustit brusten
bryta bryter bröt brutit bruten
bära bär bar burit buren
böra bör borde bort
dra drar drog dragit dragen
draga drager drog dragit dragen
dricka dricker drack druckit drucken
driva driver drev drivit driven
drypa dryper dröp drupit
duga duger dög dugt
dyka dyker dök dykt
dväljas dväljs dvaldes dvalts
dö dör dog dött
dölja döljer dolde dolt dold
falla faller föll fallit fallen
fara far for farit faren
finna finner fann funnit funnen
finnas finns fanns funnits
flyga flyger flög flugit flugen
flyta flyter flöt flutit fluten
fnysa fnyser fnös fnyst
frysa fryser frös frusit frusen
förnimma förnimmer förnam förnummit förnummen
försvinna försvinner försvann försvunnit försvunnen
få får fick fått
föra för förde fört förd
gala gal gol galit
ge ger gav gett given givit
giva giver gav givit given
gitta gitter gitte gittat
gjuta gjuter göt gjutit gjuten
glida glider gled glidit gliden
glädja gläder gladde glatt
gnida gnider gned gnidit gniden
gripa griper grep gripit gripen
gråta gråter grät gråtit gråten
gå går gick gått
göra gör gjorde gjort gjord
ha har hade haft
hava haver hade haft
heta heter hette hetat
hinna hinner hann hunnit hunnen
hugga hugger högg huggit huggen
hålla håller höll hållit hållen
kliva kliver klev klivit kliven
klyva klyver klöv kluvit kluven
klä klär klädde klätt klädd
knipa kniper knep knipit knipen
knyta knyter knöt knutit knuten
komma kommer kom kommit kommen
krypa kryper kröp krupit krupen
kunna kan kunde kunnat
kvida kvider kved kvidit
kväda kväder kvad kvädit
lida lider led lidit liden
le ler log lett
leva lever levde levt levat
ligga ligger låg legat
ljuda ljuder ljöd ljudit
ljuga ljuger ljög ljugit ljugen
ljuta ljuter ljöt ljutit
lyda lyder lydde lytt lydd löd
låta låter lät låtit låten
lägga lägger lade lagt lagd la
må mår mådde mått måtte
måste måste måst
niga niger neg nigit
njuta njuter njöt njutit njuten
nypa nyper nöp nupit nupen
nysa nyser nös nyst
pipa piper pep pipit
rida rider red ridit riden
rinna rinner rann runnit runnen
riva river rev rivit riven
ryka ryker rök rykt
ryta ryter röt rutit
se ser såg sett sedd
sitta sitter satt suttit sutten
sjuda sjuder sjöd sjudit sjuden
sjunga sjunger sjöng sjungit sjungen
sjunka sjunker sjönk sjunkit sjunken
skilja skiljer skilde skilt skild
skina skiner sken skinit
skita skiter sket skitit skiten
skjuta skjuter sköt skjutit skjuten
skola ska skulle skolat skall
skrida skrider skred skridit skriden
skrika skriker skrek skrikit skriken
skriva skriver skrev skrivit skriven
skryta skryter skröt skrutit
skära skär skar skurit skuren
skälva skälver skälvde skälvt
slinka slinker slank slunkit
slinta slinter slant sluntit
slippa slipper slapp sluppit sluppen
slita sliter slet slitit sliten
sluta sluter slöt slutit sluten
slå slår slog slagit slagen
slåss slåss slogs slagits
smita smiter smet smitit
smyga smyger smög smugit smugen
smälla smäller small smällt smälld smällde
smälta smälter smälte smält smält smalt
smörja smörjer smorde smort smord
snyta snyter snöt snutit snuten
sova sover sov sovit
spinna spinner spann spunnit spunnen
spricka spricker sprack spruckit sprucken
sprida sprider spred spritt spridd spridde
springa springer sprang sprungit sprungen
sticka sticker stack stuckit stucken
stiga stiger steg stigit stigen
stinka stinker stank stunkit
stjäla stjäl stal stulit stulen
strida strider stred stridit stridd stridde
stryka stryker strök strukit struken
strypa stryper strypte strypt strypt ströp
stå står stod stått
städja städjer stadde statt stadd
stödja stödjer stödde stött stödd stöder
stöda stöder stödde stött stödd
suga suger sög sugit sugen
supa super söp supit supen
svida svider sved svidit
svika sviker svek svikit sviken
svälja sväljer svalde svalt svald
svälla sväller svällde svällt svälld
svälta svälter svalt svultit svulten
svära svär svor svurit svuren
svärja svärjer svor svurit svuren
säga säger sade sagt sagd sa
sälja säljer sålde sålt såld
sätta sätter satte satt
ta tar tog tagit tagen
taga tager tog tagit tagen
tiga tiger teg tigit
tjuta tjuter tjöt tjutit
töras törs tordes torts
tvinga tvingar tvang tvungit tvungen
tämja tämjer tämjde tämjt tämjd tamde tamt
tör torde
vara är var varit vore
varda varder vart vorden
veta vet visste vetat
vika viker vek vikit viken
vilja vill ville velat
vina viner ven vinit
vinna vinner vann vunnit vunnen
vrida vrider vred vridit vriden
välja väljer valde valt vald
vänja vänjer vande vant vand
växa växer växte växt vuxen vuxit
äta äter åt ätit äten
"""

# Singular, then the forms that no ending makes of it.
_NOUNS = """
and änder änderna
bok böcker böckerna
bokstav bokstäver bokstäverna
bonde bönder bönderna
bot böter böterna
brand bränder bränderna
broder bröder bröderna brodern
bror bröder bröderna brodern
dotter döttrar döttrarna
fader fäder fäderna fadern
far fäder fäderna fadern
fot fötter fötterna
get getter getterna
gås gäss gässen
hand händer händerna
huvud huvudet huvuden huvudena
klo klor klorna
ko kor korna
land länder länderna
ledamot ledamöter ledamöterna
lus löss lössen
man män männen mannen
moder mödrar mödrarna modern
mor mödrar mödrarna modern
mus möss mössen
natt nätter nätterna
nöt nötter nötterna
rand ränder ränderna
rot rötter rötterna
son söner sönerna
spång spänger spängerna
stad städer städerna
stand ständer
stång stänger stängerna
strand stränder stränderna
tand tänder tänderna
tång tänger tängerna
verkstad verkstäder verkstäderna
bostad bostäder bostäderna
huvudstad huvudstäder huvudstäderna
vän vänner vännerna
öga ögon ögonen
öra öron öronen
öre ören örena
"""

# Positive, then its comparison and other forms that no ending makes.
_ADJECTIVES = """
bra bättre bäst bästa
god bättre bäst bästa gott goda
dålig sämre sämst sämsta värre värst värsta
ond värre värst värsta ont onda
gammal äldre äldst äldsta
grov grövre grövst grövsta
hög högre högst högsta
liten mindre minst minsta litet lilla lille små smått
låg lägre lägst lägsta
lång längre längst längsta
länge längre längst
all allt alla
annan annat andra andre
gärna hellre helst
ingen inget inga intet
sådan sådant sådana sån sånt såna
mycket mer mera mest mesta mycken myckna
många fler flera flest flesta mången månget
nära närmare närmast närmaste närmsta
få färre
små smärre smått
stor större störst största
trång trängre trängst trängsta
tung tyngre tyngst tyngsta
ung yngre yngst yngsta
"""

# Besides the particles: what begins verbs and is no word (be|sluta, för|stå, und|vika).
_BEGINNINGS = "be ent er för ge gen här miss o se und van veder å"
_PREFIXES = sorted({*_BEGINNINGS.split(), *PARTICLES})


class Irregular(NamedTuple):
    """A form and its lemma; `is_certain` of principal parts, not of passives and participles.

    Those are more often another word's: bands, fallet. So are principal parts of verbs that begin
    with a particle: uppåt is no form of uppäta.
    """

    form: str
    lemma: str
    is_certain: bool


def irregular_forms(verbs: Collection[str]) -> Iterator[Irregular]:
    """Yield the forms of all irregular words, and of `verbs` that are one behind a prefix."""
    for lemma, *parts in _rows(_VERBS):
        forms = [(form, True) for form in (lemma, *parts[:3], *parts[4:])]
        forms += [(form, False) for form in _participles(parts[3:4])]
        forms += [(form + "s", False) for form in (lemma, *parts[1:3]) if form[-1] != "s"]
        for prefix in ("", *_PREFIXES):
            if not prefix or prefix + lemma in verbs:
                yield from (
                    Irregular(prefix + form, prefix + lemma, certain and not prefix)
                    for form, certain in forms
                )
    for lemma, *forms_of_word in (*_rows(_NOUNS), *_rows(_ADJECTIVES)):
        yield from (Irregular(form, lemma, True) for form in (lemma, *forms_of_word))


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().split("\n")]


def _participles(listed: list[str]) -> Iterator[str]:
    for participle in listed:
        yield participle
        if participle.endswith("en"):
            yield from (participle[:-1] + "t", participle[:-2].replace("mm", "m") + "na")
        elif participle.endswith(("d", "lt", "kt", "pt")):
            yield participle + "a"
