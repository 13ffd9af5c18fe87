"""Names that everybody in Sweden knows, and words with a capital that are none.

Well-known bodies are recognised where one post names them once, with nothing around that tells.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Authorities and others whose names are ordinary words: known at a sentence's beginning, too.
_AUTHORITIES = _words(
    """
        Arbetsförmedlingen Arbetsmiljöverket Arvsfonden Bolagsverket Boverket Datainspektionen
        Domstolsverket Energimarknadsinspektionen Energimyndigheten Finansinspektionen
        Folkbildningsrådet Folkhälsomyndigheten Friluftsfrämjandet Försvarsmakten
        Försäkringskassan Hyresgästföreningen Integritetsskyddsmyndigheten Jordbruksverket
        Jämställdhetsmyndigheten Kammarkollegiet Kemikalieinspektionen Konkurrensverket
        Konsumentverket Kriminalvården Kronofogden Kulturrådet Kustbevakningen Lantmäteriet
        Livsmedelsverket Luftfartsverket Läkemedelsverket Medlingsinstitutet Migrationsverket
        Naturskyddsföreningen Naturvårdsverket Pensionsmyndigheten Polismyndigheten
        Postkodlotteriet Postkodstiftelsen Riksantikvarieämbetet Riksarkivet Riksidrottsförbundet
        Riksrevisionen Sametinget Sjöfartsverket Skatteverket Skogsstyrelsen Skolinspektionen
        Skolverket Socialfonden Socialstyrelsen Statskontoret Tillväxtverket Trafikverket
        Transportstyrelsen Tullverket Universitetskanslersämbetet Upphandlingsmyndigheten
        Vetenskapsrådet Åklagarmyndigheten Arbetsmarknadsdepartementet Finansdepartementet
        Försvarsdepartementet Justitiedepartementet Klimatdepartementet Kulturdepartementet
        Miljödepartementet Näringsdepartementet Socialdepartementet Utbildningsdepartementet
        Utrikesdepartementet
    """
) | {"Västra Götalandsregionen", "Rädda Barnen", "Röda Korset", "Svenskt Näringsliv"}
# Those whose names are also other words, or none: known within a sentence.
_BODIES = _words(
    """
        ABB ABF Academedia Adecco Aftonbladet Akavia Almega ALMI Almi Amnesty Apoteket Arla
        Attendo Axfood Bilda Boliden Bris BRIS BRÅ Brå Chalmers Coompanion Coop Deloitte DHR DN
        E.ON Ericsson ESF EU Expressen FN FOI Folksam Fora Formas Forte Friends Fryshuset FUB
        Greenpeace Handelsbanken Hemköp HSB Humana ICA IKEA Ikea ILO IMF IOGT-NTO IVA IVL IVO
        JAK Klarna Kommunal KPMG KRAV KTH Lantmännen Leader Ledarna Lidl LKAB LO LRF
        Länsförsäkringar Lärarförbundet Manpower Medborgarskolan Microsoft MSB MUCF NATO Nato NBV
        NCC Nordea NTF OECD Peab Postnord PostNord Prevent PRO RFSL RFSU Riksbyggen Riksteatern
        Rise RISE RSMH SAAB Saab SACO Saco Samhall Scania SCB Scouterna SEB Sensus Sida SJ Skanska
        SKL SKR SLU SMHI SPF SR SRF SSAB Suntarbetsliv SVT Swedbank Sydsvenskan Systembolaget TCO
        Telia TV4 Unesco UNESCO UNHCR Unicef UNICEF Unionen Vattenfall Vestas Vinnova VINNOVA
        Vision Volvo VTI Vårdförbundet WHO Willys Winnet WWF
    """
)
_PROJECTS = _words(
    """
        Almedalen Almedalsveckan Erasmus+ ESF+ Horisont Interreg Leader+ Melodifestivalen Pride
        Vasaloppet
    """
)
# What names of organisations open with.
_OPENERS = _words(
    """
        ABF AIK Akademin Allmänna Bank Bibliotek Biografen BK Bokförlaget Bolaget
        Bostadskooperativet Bostadsrättsföreningen Brf Byalaget Byrån Café Center Centrum Coop
        Europeiska European Fackförbundet FK Folkets Folkhögskolan Föreningen Förbundet
        Företagarna Förenta Föräldrakooperativet Galleri GIF Handelskammaren Hembygdsföreningen
        Hotel Hotell Högskolan ICA Idrottsföreningen IF IFK IK Inspektionen Institutet
        Institutionen Internationella Kafé Karolinska KFUK KFUM Kooperativet Kungliga
        Kvinnojouren Leader Lions Länsstyrelsen Museum Myndigheten Mötesplats Nationella Nordic
        Nordiska Nätverk Nätverket Region Reklambyrån Restaurang Riksförbundet Rotary Rädda Röda
        SK Sparbanken Stadsmissionen Statens Stiftelsen Studentkåren Studieförbundet Svenska
        Svenskt Sveriges Swedish Teater Tekniska Universitetet University Världens
    """
)
# With a capital, but never a name: days, months, products, and what else is abbreviated.
_NO_NAMES = _words(
    """
        måndag tisdag onsdag torsdag fredag lördag söndag måndagen tisdagen onsdagen torsdagen
        fredagen lördagen söndagen januari februari mars april juni juli augusti september
        oktober november december feb apr jun jul aug sep sept okt nov dec påsk pingst midsommar
        nyår advent julafton nyårsafton gud jesus kristus bibeln koranen android bankid canvas
        excel facebook gmail google instagram internet iphone linkedin messenger office
        powerpoint skype snapchat spotify swish teams tiktok twitter wifi windows whatsapp word
        youtube zoom abc adhd ai am ang anm ar asap bnp bup cd co2 corona covid covid-19 csr cv
        dj dm dna dvd em ev faq fm gdpr gps hbt hbtq hbtqi hiv hlr hr ict id ikt it jag kl led
        lss mb mc mm mms mr mrs ms mvh nb nm npf nr ob obs ok os osa osv pc pdf ph pm pr ps qr
        sfi sm sms st tel tfn tv uk usa usb vab vd vip vm vr yh 3d 4g 5g
    """
)


def is_authority(name: str) -> bool:
    """Tell whether a name is that of a body known wherever it stands."""
    return name in _AUTHORITIES


def is_known_body(name: str) -> bool:
    """Tell whether a name within a sentence is that of a well-known body."""
    return name in _BODIES or name in _AUTHORITIES


def is_known_project(name: str) -> bool:
    """Tell whether a name is that of a well-known programme or event."""
    return name in _PROJECTS


def opens_body(word: str) -> bool:
    """Tell whether names of organisations open with this word: Svenska, Stiftelsen, IFK."""
    return word in _OPENERS


def is_no_name(word: str) -> bool:
    """Tell whether a word with a capital is a day, a product, an everyday abbreviation."""
    return word.lower() in _NO_NAMES
