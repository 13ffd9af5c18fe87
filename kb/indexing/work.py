"""What is done to posts on their way into an index, so many at a time, in any process."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kb.corpus.inventory import FileRead, PostFacts, ToRead, read_file
from kb.corpus.listing import PostFile
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.errors import CorpusError, KnowledgeBaseError
from kb.indexing.posts import Notes, abbreviations, make, unknown_ids
from kb.indexing.readings import SharingAnalyzer
from kb.language.abbreviations import Abbreviation
from kb.language.analyzer import Analyzer
from kb.language.lexicon import Lexicon
from kb.language.token_types import TokenTypes
from kb.search.port.batch import Batch, Sent, analysed
from kb.search.port.document import Document

# A post to derive, and the checksum of the document that the index has of it.
ToDerive = tuple[PostFacts, str | None]


class Derived(NamedTuple):
    """What was derived of some posts.

    Attributes:
        posts: facts and notes of each, in order. The facts are those of its file as it is now.
        batch: the documents that the index does not have as they are; None where it has all.
    """

    posts: list[tuple[PostFacts, Notes]]
    batch: Batch | Sent | None


# A document, and the checksum of the one that the index has by its id.
ToAnalyse = tuple[Document, str | None]


class Analysed(NamedTuple):
    """What was found out about some documents.

    Attributes:
        abbreviations: those of each, in order.
        batch: the documents that the index does not have as they are; None where it has all.
    """

    abbreviations: list[tuple[Abbreviation, ...]]
    batch: Batch | Sent | None


class Analysis:
    """The analyzer, and the token types that one process has met."""

    def __init__(self, lexicon: Path, source: int = 0) -> None:
        opened = Lexicon.open(lexicon)
        self.sharing = SharingAnalyzer(opened) if source else None
        self.analyzer = self.sharing or Analyzer(opened)
        self._types = TokenTypes(self.analyzer)
        self._source = source
        self._sent = 0

    def batch(self, documents: Sequence[Document]) -> Batch:
        """Return documents with their analysis and the types met since the last batch."""
        batch = analysed(documents, self._types, self._source, self._sent)
        self._sent += len(batch.new_types)
        return batch


class Work:
    """The work on posts in one process; `source` tells its token types from another's.

    It is 0 where no other process is told how words were read here.
    """

    def __init__(self, folder: Path, source: int = 0) -> None:
        self._folder = folder
        self._source = source
        self._sharing: SharingAnalyzer | None = None

    def read(self, files: Sequence[ToRead]) -> list[FileRead]:
        """Read posts' files; what they hold stays here."""
        return [read_file(self._folder, file)._replace(post=None) for file in files]

    def prepare(
        self, registers: Registers, lexicon: Path, send: Callable[[Batch], Sent] | None
    ) -> None:
        """Get ready to derive; what is to be indexed is sent, where there is a way to."""
        self._registers = registers
        self._send = send
        self._mentions = Mentions(registers)
        self._analysis = Analysis(lexicon, self._source)
        self._sharing = self._analysis.sharing

    def hear(self, news: Sequence[bytes]) -> None:
        """Take in how other processes have read words."""
        if self._sharing:
            self._sharing.hear(news)

    def told(self) -> bytes:
        """Return how words were read here since it was last asked, for `hear`."""
        return self._sharing.told() if self._sharing else b""

    def derive(self, posts: Sequence[ToDerive]) -> Derived:
        """Make documents of posts, and analyse those that the index does not have as they are.

        Raises:
            KnowledgeBaseError: a file is gone, or another post, since it was read.
        """
        derived: list[tuple[PostFacts, Notes]] = []
        new: list[Document] = []
        for facts, indexed in posts:
            now, post = self._read_again(facts)
            document, instructions = make(post, self._mentions)
            notes = Notes(
                document.checksum,
                abbreviations(document, self._analysis.analyzer),
                instructions,
                tuple(unknown_ids(post, self._registers)),
            )
            derived.append((now, notes))
            if notes.checksum != indexed:
                new.append(document)
        return Derived(derived, self._batch(new))

    def analyse(self, documents: Sequence[ToAnalyse]) -> Analysed:
        """Analyse documents that the index does not have as they are."""
        analyzer = self._analysis.analyzer
        found = [abbreviations(document, analyzer) for document, _ in documents]
        new = [
            document
            for document, indexed in documents
            if indexed is None or document.checksum != indexed
        ]
        return Analysed(found, self._batch(new))

    def _batch(self, documents: Sequence[Document]) -> Batch | Sent | None:
        if not documents:
            return None
        batch = self._analysis.batch(documents)
        return self._send(batch) if self._send else batch

    def _read_again(self, facts: PostFacts) -> tuple[PostFacts, Post]:
        """Return a post as its file is now: texts may change while others are indexed."""
        file = PostFile(facts.path, facts.size, facts.mtime_ns)
        found = read_file(self._folder, (file, None))
        if found.facts is None or found.post is None:
            raise CorpusError(found.faults)
        if found.facts.standing != facts.standing:
            raise KnowledgeBaseError(
                f"{self._folder / facts.path}: was changed while the index was built, which stays "
                "as it was; run `kb index` again"
            )
        return found.facts, found.post
