r"""What is used of Whoosh, all of it.

Whoosh 2.7.4 is older than Python's warnings about "\d" in plain strings and "is" with a number,
which it gives when it is compiled for the first time; they are nobody's here to mend.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import columns, fields, index
    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader, TermNotFound
    from whoosh.system import pack_uint

__all__ = ["FileIndex", "IndexReader", "TermNotFound", "columns", "fields", "index", "pack_uint"]
