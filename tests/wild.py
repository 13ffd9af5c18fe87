"""Texts as nobody would write them, of what people do write: for properties of the analysis."""

from hypothesis import strategies as st

_WORDS = (
    "arbetsmarknad integrerande kvinnojour samhällsutmaning för under om och eller till ungdoms "
    "idrottsföreningar utflyttning skolchefer lärare är ära händer idé får post pandemin covid "
    "juni juli sept e a c R D C F ASF EU H&M R&D C++ C# F# e-post E-post a\u2011kassa in- -lärare "
    "barn-, 5 10 12 000 234 29 29:e 1:a 2017 2016 20170629 2017-06-29 29/6 18.30 2,5 § § 12§ "
    "Klara Sanden Linné Anna Bergs Kungsgatan Strandberg Boris Hus hus Falk Sten sten Björn björn "
    "Dag Klara klara Vi vi May ASF:er EU:s TV:n asf:ers bl.a. m.m. kl. s.k. 😀 ½ ² CO₂ ⒈ ① ㏠ ﬁ ß "
    "Łódź skol\u00adan arbets\u200bmarknad:s e\u0301 a\u030a Cafe\u0301 ÅÄÖ œuvre İstanbul ΑΣ ٣"
)
# Between bars.
_SIGNS = (
    "\r\n|\n|\n\n|. |, | & |&|-|- | -|\u2011| – |/|:|'|\u00a0|\u202f|\u2009|  |_|\u00ad|\u0301|? "
    "|! |: |…|”|(|) |+|++|#|§|."
)
_PIECES = st.one_of(
    st.sampled_from(_WORDS.split()),
    st.sampled_from(_WORDS.split()).map(str.capitalize),
    st.sampled_from(_SIGNS.split("|")),
    st.just(" "),
    st.just(" "),
    st.text(max_size=3),
)
# Words without spaces, with too many, and with one between each two.
WILD = st.one_of(
    st.lists(_PIECES, max_size=25).map("".join),
    st.lists(_PIECES, max_size=25).map(" ".join),
    st.text(max_size=60),
)
