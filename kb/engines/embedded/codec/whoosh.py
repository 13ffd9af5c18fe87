r"""What is used of Whoosh, all of it: 2.7.4, or its fork whoosh3, which goes by the same name.

Whoosh 2.7.4 is older than Python's warnings about "\d" in plain strings and "is" with a number,
which it gives when it is compiled for the first time; they are nobody's here to mend.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import fields
    from whoosh.analysis import SimpleAnalyzer
    from whoosh.codec import base
    from whoosh.columns import ColumnReader
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC
    from whoosh.matching import ListMatcher
    from whoosh.reading import TermInfo, TermNotFound
    from whoosh.system import pack_uint

__all__ = [
    "TOC",
    "ColumnReader",
    "FileStorage",
    "ListMatcher",
    "SimpleAnalyzer",
    "TermInfo",
    "TermNotFound",
    "base",
    "fields",
    "pack_uint",
]
