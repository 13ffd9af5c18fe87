"""Which grams have the documents of their own in which they stand.

Others have the words that stand there, but for few: of all grams the documents would take as much
room as those of words.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.port.terms import FIELDS

_LONG = FIELDS.index("body")


def whole(dfs: NDArray[Any], fields: NDArray[Any], known_to: float) -> NDArray[np.bool_]:
    """Return which grams have all their documents in fields where they are in so many.

    Those that are rare in a short field: mostly they are asked for, and never common ones.
    """
    found: NDArray[np.bool_] = (fields != _LONG) & (dfs <= known_to)
    return found
