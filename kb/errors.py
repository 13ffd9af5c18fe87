"""One tree of errors. Each message says what is wrong, where, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass


def reason(error: Exception) -> str:
    """Say what an error is, without the file and the place that the message around it names."""
    own = getattr(error, "strerror", None) or getattr(error, "msg", None)
    return str(own or error)


class KnowledgeBaseError(Exception):
    """Whatever a person can mend. `kb` prints it as one line and exits with 1."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place: `where` is a file, with its line where that is known."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class CorpusError(KnowledgeBaseError):
    """The corpus has faulty files; `faults` holds every one of them, not just the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["CorpusError"], tuple[tuple[Fault, ...]]]:
        """Give another process the faults, not the text of them."""
        return CorpusError, (self.faults,)


class ImportFileError(KnowledgeBaseError):
    """A file to import cannot be read as what it was said to be."""


class IndexMissingError(KnowledgeBaseError):
    """There is no index where one was asked for."""


class IndexStaleError(KnowledgeBaseError):
    """The index was made by another format or another analyzer than this program's."""


class IndexDamagedError(KnowledgeBaseError):
    """The index does not hold what its manifest says."""


class IndexBusyError(KnowledgeBaseError):
    """Another process is writing to the index."""


class EngineUnavailableError(KnowledgeBaseError):
    """The engine, on other machines, does not answer, or not with all of the answer."""


@dataclass(frozen=True, slots=True)
class QueryFault:
    """What is wrong with one field of a search.

    `kind` is one of QUERY_FAULTS, which `str` says in English.
    """

    field: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"

    @property
    def message(self) -> str:
        """What is wrong with the value, and what would be right."""
        return QUERY_FAULTS[self.kind].format(value=self.value)


# What is wrong with a field of a search; `kb.messages` has it in other languages.
QUERY_FAULTS = {
    "date": "“{value}” is not a date. Write 2017, 2017-06 or 2017-06-29.",
    "year": "“{value}” has no year in four figures, such as 2017.",
    "month": "“{value}” has no month between 1 and 12.",
    "day": "{value} does not exist.",
    "range": (
        "“{value}” lies on the wrong side of the other date. The first day comes before the last."
    ),
    "order": "“{value}” is not an order. Choose relevance, newest or oldest.",
    "page": "“{value}” is not a page. Pages are numbered from 1.",
    "per_page": "“{value}” is not between 1 and 100.",
}


class LexiconError(KnowledgeBaseError):
    """The lexicon is missing, damaged, or cannot be built."""


class QueryError(KnowledgeBaseError):
    """A search was asked for in a way that cannot be read; `faults` names each field."""

    def __init__(self, faults: Sequence[QueryFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(map(str, self.faults)))
