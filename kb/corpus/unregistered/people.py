"""Persons, who are never suggested: how their names are told from those of organisations."""

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First names that are common in Sweden, whichever language they come from. The lexicon knows
# more, but does not tell them from places and companies.
_FIRST_NAMES = _words(
    """
        Abdi Abdullah Adam Adrian Agnes Agneta Agust Ahmad Ahmed Ahmet Aino Aisha Albert Albin
        Alex Alexander Alexandra Alf Alfred Ali Alice Alicia Alina Alma Alva Amalia Amanda Amina
        Amir Amira Ana Anas Anders Andrea Andreas André Anette Angela Angelica Anita Anja Ann Anna
        Anneli Annelie Annica Annie Annika Anton Aram Arash Ardita Arne Aron Arvid Asta Astrid
        August Axel Ayse Bahar Barack Barbro Bashir Beata Bengt Benjamin Benny Berit Berndt Bernt
        Bertil Bill Birgit Birgitta Bjarne Björn Bo Bob Bobby Boris Brita Britt Britta Bror
        Camilla Carin Carina Carl Carolina Caroline Casper Cecilia Charlotta Charlotte Chris
        Christer Christian Christina Christoffer Claes Clara Clas Conny Cornelia Dag Dagny Dalia
        Daniel Daniela Darko David Dejan Denise Dennis Diana Dina Disa Donald Doris Dragan Ebba
        Eddie Edit Edith Edvard Edvin Egil Einar Elias Elin Elina Elis Elisabet Elisabeth Elise
        Ella Ellen Ellinor Elna Elof Elsa Elsie Elvira Emanuel Emelie Emil Emilia Emin Emma
        Emmanuel Emmy Enar Eric Erica Erik Erika Erland Ernst Ester Eva Evelina Fabian Fadi Farah
        Farid Farida Fatima Felicia Felix Filip Filippa Folke Frank Frans Fredrik Fredrika Frida
        Frode Gabriel Gabriella Georg George Gerd Gerda Gert Gertrud Ghazal Gillis Gita Goran
        Gottfrid Greger Greta Gudrun Gun Gunborg Gunhild Gunilla Gunnar Gunnel Gunvor Gustaf
        Gustav Göran Gösta Göte Hadi Halima Hampus Hamza Hanan Hanna Hannah Hanne Hannes Hans
        Harald Harriet Harry Hassan Hasse Hedda Hedvig Helen Helena Helene Helge Helmer Henning
        Henric Henrik Henry Herman Hiba Hilda Hillary Hillevi Hjalmar Holger Hugo Hussein Håkan
        Ibrahim Ida Idris Ilse Iman Inga Inge Ingeborg Ingegerd Ingela Ingemar Inger Ingmar Ingrid
        Ingvar Irene Iris Irma Isa Isabella Isabelle Isak Ismail Ivan Ivana Ivar Jack Jacob Jakob
        Jamal Jan Jane Janne Jasmin Jasmine Jeff Jelena Jennie Jennifer Jenny Jens Jerker Jesper
        Jessica Jim Jimmy Joachim Joakim Joel Johan Johanna Johannes John Johnny Jon Jonas Jonatan
        Jonathan Jonna Jorge Josef Josefin Josefina Josefine Jovan Julia Jörgen Kaj Kajsa Kamal
        Karim Karin Karl Karl-Erik Karolina Kaspar Katarina Katja Kenneth Kent Kerstin Khadija
        Khaled Kim Kjell Klara Klas Knut Konrad Kristian Kristin Kristina Kristoffer Kurt Laila
        Lamin Lars Lasse Laura Leif Leila Lena Lennart Leo Leon Leyla Liam Lilian Lilly Linda Linn
        Linnea Linnéa Linus Lisa Lisbeth Lise Liselott Lotta Louise Love Lovis Lovisa Lucas Ludvig
        Luka Lukas Lydia Madeleine Magda Magdalena Magnus Mahmoud Maj Maja Majken Malin Malte
        Marcus Margareta Margaretha Margit Maria Mariam Mariana Marianne Marie Marika Marina Mario
        Marit Marko Markus Martin Martina Maryam Mathias Matilda Mats Mattias Maud Max Maximilian
        Mehmet Melissa Merit Mia Michael Michaela Mikael Mikaela Mike Milan Milica Milla Milo
        Milton Minna Mira Miriam Mirjam Mirjana Miroslav Mirsad Moa Mohamed Mohammad Mohammed
        Molly Mona Monica Monika Morgan Moses Mounir Mustafa Märit Märta Måns Nabil Nada Nadia
        Nadja Naima Nancy Nasrin Natalia Natalie Nelly Nicklas Niclas Nicole Niklas Nils Nina Noah
        Noel Nora Norah Nour Oddvar Ola Oliver Olivia Olle Olof Olov Omar Oscar Oskar Osman Otto
        Ove Owe Parisa Patric Patricia Patrik Paul Paula Paulina Pauline Pehr Pelle Per Per-Olof
        Pernilla Pernille Peter Petra Petter Philip Pia Pontus Pär Pål Rachel Ragnar Ragnhild
        Rakel Ralf Rashid Rasmus Rebecca Rebecka Reem Reza Richard Rickard Rigmor Rikard Rita
        Robert Robin Roger Roland Rolf Ronja Ronny Rosa Roy Roza Rune Rut Ruth Sabina Sadia Sally
        Salma Sam Samir Samira Samuel Sandra Sanja Sanna Sara Sarah Sebastian Selma Shirin Signe
        Sigrid Sigvard Simon Siri Siv Sixten Slobodan Sofia Sofie Solveig Sonja Soran Stefan
        Stella Sten Steve Stig Stina Sture Suad Sune Susann Susanna Susanne Svante Svea Sven
        Sylvia Tage Tamara Tanja Tarek Tekla Teodor Teresa Terese Theo Theodor Theres Therese
        Thomas Thor Tilda Tim Tina Tindra Tobias Tom Tomas Tommy Tora Torbjörn Tord Tore Torgny
        Torsten Tova Tove Tuulikki Tuva Tyra Ulf Ulla Ulrica Ulrika Uno Urban Ursula Valter Vanja
        Vendela Vera Veronica Veronika Vesna Victor Victoria Viggo Viktor Viktoria Vilgot Vilhelm
        Vilma Vincent Viola Viveca Viveka Vivianne Vladimir Walter Wilhelm William Wilma Yasin
        Yasmin Ylva Yngve Yonas Yusra Yusuf Yvonne Zahra Zainab Zara Zeynep Zoran Ågot Åke Åsa
        Örjan Östen
    """
)
_SURNAME = re.compile(
    r"\w+(?:sson|son|sen|qvist|kvist|quist|gren|ström|lund|berg|man|lind|blad|dahl|dal|holm|mark|"
    r"stedt|ander|ell|én|in|ius|sjö|strand|blom|hag|gård|fors|hult|vall|wall|stam|löf|löv|feldt|"
    r"ovic|ović|skog|skär|rud|sköld|crona|hielm|torp|näs|vik|ås|borg)s?"
)
# What a person is called before the name (rådgivaren X) …
_TITLE = re.compile(
    r"(?:\w*(?:ordförande|ledare|chef|direktör|sekreterare|ledamot|ansvarig|expert|strateg|"
    r"samordnare|koordinator|handläggare|konsult|rådgivare|lärare|forskare|författare|konstnär|"
    r"rektor|professor|docent|lektor|doktor|doktorand|adjunkt|biskop|präst|kyrkoherde|komminister|"
    r"diakon|kantor|organist|pedagog|minister|råd|revisor|kassör|kassörska|jurist|advokat|"
    r"ombudsman|intendent|kurator|arkitekt|ingenjör|sköterska|läkare|journalist|redaktör|reporter|"
    r"fotograf|musiker|artist|sångare|skådespelare|regissör|tränare|spelare|målvakt|mästare|"
    r"entreprenör|företagare|lantbrukare|snickare|kock|bagare|elev|student|praktikant|"
    r"volontär|medlem|invånare|politiker|hövding|kung|prins|prinsessa|drottning|general|polis|"
    r"utvecklare|föreläsare|moderator|talare|värd|mentor|coach|handledare|föreståndare|"
    r"vaktmästare|inspektör|analytiker|utredare|kontroller|ekonom|sociolog|psykolog|historiker|"
    r"hustru|man|fru|herr|son|dotter|mamma|pappa|bror|syster|grundare|delägare|innehavare|"
    r"befälhavare|domare|vinnare|stipendiat|debattör|krönikör|vd|ombud|kommissionär|byggare)"
    r"(?:n|en|e|na|ns|ens|:n)?|vd:n|vd|fd|f|dr|prof|herr|fru|kollegan|kollegorna|kompisen|kommunalrådet)"
)
# … that is an organisation all the same.
_NO_TITLE = re.compile(
    r"(?:med|samarbets)?\w*(?:arrangör|leverantör|operatör|sponsor|partner|utgivare|finansiär|ägare|arbetsgivare|tillverkare|"
    r"hyresvärd|byggare|beställare|medarrangör|grossist|sektor|rådet|åkare|landsråd)(?:n|en|e|na)?"
)
# … or behind it: ”, 45, …”, ”, projektledare …”, ”(S)”.
_SAYING = _words(
    """
        anser avslutar berättade berättar betonade betonar frågade frågar förklarade förklarar
        heter hette hoppades hoppas hälsade hälsar inleder intygar kommenterar konstaterade
        konstaterar menade menar minns påpekade påpekar sa sade skrattar skrev skriver summerar
        svarade svarar säger tillägger tycker tyckte understryker undrade undrar uppger
    """
)
PARTIES = _words("S M C L V KD MP SD FI FP")


@lru_cache(maxsize=1 << 16)
def is_title(word: str) -> bool:
    """Tell whether a lower-case word before a name says that it is a person's."""
    return _TITLE.fullmatch(word) is not None and _NO_TITLE.fullmatch(word) is None


def is_saying(word: str) -> bool:
    """Tell whether a person is likely to follow on this verb: säger X."""
    return word in _SAYING


def is_first_name(word: str) -> bool:
    """Tell whether a word, also a double name, is a first name: Anna, Inga-Maj, Görans."""
    bare = word.removesuffix("s")
    return any(
        part in _FIRST_NAMES for each in (word, bare) for part in each.split("-") if len(part) > 1
    )


def is_spelt_like_a_surname(word: str) -> bool:
    """Tell whether a word ends as Swedish surnames do."""
    return _SURNAME.fullmatch(word.lower()) is not None


def is_spelt_with_two_capitals(word: str) -> bool:
    """Tell whether a word is a surname as O'Brien, McEwan, DiCaprio."""
    return (
        re.fullmatch(r"(?:[OD]['’]|Ma?c|Di|De|La|Le|Van|Fitz)[A-ZÅÄÖ][a-zåäöé]+s?", word)
        is not None
    )
