"""The work on posts, done by several processes; where it is little, by this one.

A process of work is a program of its own (`python -c`), fed through its standard input. It shares
nothing with this one, so it does not matter which threads run here, and no script that builds an
index has to be importable, as `multiprocessing` asks. It ends when its input does, so that none
outlives a build, however that ends; it stands outside the terminal's group of processes, so that
Ctrl-C reaches this process alone.
"""

import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import Lock, local
from typing import IO, Any, Self, TypeVar, cast

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from kb.corpus.inventory import FileRead, ToRead
from kb.corpus.register import Registers
from kb.errors import KnowledgeBaseError
from kb.indexing.work import Analysed, Derived, ToAnalyse, ToDerive, Work
from kb.search.port.batch import Batch, Sent

Item = TypeVar("Item")
Result = TypeVar("Result")
_Preparation = tuple[Registers, Path, Callable[[Batch], Sent] | None]
_Pipes = tuple[IO[bytes], IO[bytes]]

# Posts of one task.
_READ_AT_ONCE, _AT_ONCE = 500, 200
# Fewer posts than these are done before processes have started.
_MANY = 1_000
# Tasks that are given out beyond those under way: no process waits for who takes its results.
_AHEAD = 2
_SECONDS_TO_END = 10
_ANSWER_BYTES = 1 << 20  # of one task, about; what Linux grants to anybody


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look seldom for garbage among many values that stay, or have no circles: a tenth is won."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Crew:
    """Does the work on the posts of a corpus; results come in order, whoever did it.

    Use as a context: the processes that it started end with it.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self._workers = workers
        self._here = Work(folder)
        self._preparation: _Preparation | None = None
        # A thread for each process gives it its tasks. It gets them in their order, so batches of
        # one process come in theirs.
        self._threads = ThreadPoolExecutor(workers)
        self._own = local()
        self._starting = Lock()
        self._started: list[_Process] = []
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._starting:
            self._ended = True
        for process in self._started:
            process.end()
        self._threads.shutdown(cancel_futures=True)

    def read(self, files: Sequence[ToRead]) -> Iterator[list[FileRead]]:
        """Read posts' files, some at a time.

        Raises:
            KnowledgeBaseError: a process came to an untimely end.
        """
        return self._each(Work.read, portions(files, _READ_AT_ONCE), len(files))

    def prepare(
        self, registers: Registers, lexicon: Path, send: Callable[[Batch], Sent] | None = None
    ) -> None:
        """Get ready to derive and to analyse; `send` is the writer's."""
        self._preparation = registers, lexicon, send
        self._here.prepare(registers, lexicon, send)

    def derive(self, posts: Sequence[ToDerive]) -> Iterator[Derived]:
        """Derive posts, some at a time; errors as for `read`, and those of `Work.derive`."""
        return self._each(Work.derive, portions(posts, _AT_ONCE), len(posts))

    def analyse(self, documents: Iterable[ToAnalyse]) -> Iterator[tuple[list[ToAnalyse], Analysed]]:
        """Analyse documents, some at a time; gives them with what was found out about them."""
        given: deque[list[ToAnalyse]] = deque()

        def some_at_once() -> Iterator[list[ToAnalyse]]:
            stream = iter(documents)
            while some := list(islice(stream, _AT_ONCE)):
                given.append(some)
                yield some

        stream = some_at_once()
        first = list(islice(stream, -(-_MANY // _AT_ONCE)))
        for analysed in self._each(Work.analyse, chain(first, stream), sum(map(len, first))):
            yield given.popleft(), analysed

    def _each(
        self,
        method: Callable[[Work, Sequence[Item]], Result],
        tasks: Iterable[Sequence[Item]],
        at_least: int,
    ) -> Iterator[Result]:
        """Do tasks; `at_least` so many items are in them."""
        if self._workers == 1 or at_least < _MANY:
            for task in tasks:
                yield method(self._here, task)
            return
        given: deque[Future[Result]] = deque()
        for task in tasks:
            given.append(self._threads.submit(self._ask, method, task))
            if len(given) >= self._workers + _AHEAD:
                yield given.popleft().result()
        while given:
            yield given.popleft().result()

    def _ask(
        self, method: Callable[[Work, Sequence[Item]], Result], task: Sequence[Item]
    ) -> Result:
        """Have the process of this thread do a task."""
        process: _Process | None = getattr(self._own, "process", None)
        if process is None:
            with self._starting:
                if self._ended:
                    raise RuntimeError("the crew has gone")
                process = self._own.process = _Process(self._folder, len(self._started) + 1)
                self._started.append(process)
        if process.preparation is not self._preparation and self._preparation is not None:
            process.ask(Work.prepare, *self._preparation)
            process.preparation = self._preparation
        result: Result = process.ask(method, task)
        if told := process.told:
            for other in self._started:
                if other is not process:
                    other.news.append(told)
        return result


def portions(items: Sequence[Item], at_once: int) -> Iterator[Sequence[Item]]:
    """Yield items in their order, so many at once."""
    for start in range(0, len(items), at_once):
        yield items[start : start + at_once]


class _Process:
    """A process that does work, and the pipes to and from it."""

    def __init__(self, folder: Path, source: int) -> None:
        self.preparation: _Preparation | None = None
        # How others have read words since it was last asked; how it has, since before that.
        self.news: deque[bytes] = deque()
        self.told = b""
        # It finds the packages where this process did.
        packages = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import serve; serve()"],
            env={**os.environ, "PYTHONPATH": packages},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        self._requests, self._answers = cast(_Pipes, (self._process.stdin, self._process.stdout))
        _widen(self._answers)
        self._first: tuple[Any, ...] = folder, source

    def ask(self, method: Callable[..., Any], *arguments: Any) -> Any:
        """Have it do something; return or raise what comes of that."""
        try:
            if self._first:
                pickle.dump(self._first, self._requests, pickle.HIGHEST_PROTOCOL)
                self._first = ()
            news = [self.news.popleft() for _ in range(len(self.news))]
            pickle.dump((method, arguments, news), self._requests, pickle.HIGHEST_PROTOCOL)
            self._requests.flush()
            result, error, self.told = _load(self._answers)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):  # its pipes have ended
            raise KnowledgeBaseError(
                f"a process of the build was ended ({self._how_ended()}); the index stays as it "
                "was. If memory was short, run `kb index` with fewer --workers"
            ) from None
        if error is not None:
            raise error
        return result

    def _how_ended(self) -> str:
        try:
            status = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            return "it does not answer"
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def end(self) -> None:
        """End it at once: it holds nothing that could be left half done."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):  # what it was still to be told is lost
                pipe.close()


def _widen(pipe: IO[bytes]) -> None:
    """Let a whole answer wait in a pipe, so that its process goes on before it is read."""
    set_size: int | None = getattr(fcntl, "F_SETPIPE_SZ", None)
    if set_size is not None:
        with contextlib.suppress(OSError):  # it may be more than the system grants
            fcntl.fcntl(pipe, set_size, _ANSWER_BYTES)


def _load(pipe: IO[bytes]) -> Any:
    return pickle.load(pipe)  # noqa: S301  what the other end of the pipe has said


def serve() -> None:
    """Do the work that comes through the standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    # What anything prints is no answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        work = Work(*_load(requests))
        with collecting_rarely():
            while True:
                method, arguments, news = _load(requests)
                work.hear(news)
                answer = *_done(method, work, *arguments), work.told()
                pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
                answers.flush()
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody is there any more


def _done(method: Callable[..., Any], *arguments: Any) -> tuple[Any, Exception | None]:
    """Return what a method returns, or the error that it raises."""
    try:
        return method(*arguments), None
    except Exception as error:
        if not isinstance(error, KnowledgeBaseError):
            error.add_note(f"in a process of the build:\n{traceback.format_exc()}")
        return None, error
