"""What was worked out last, kept for when it is asked again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """Values by keys, as many as there is room for; any thread may ask.

    Those not asked for longest go first. Room is counted in whatever `size` measures a value in.
    """

    def __init__(self, room: int, size: Callable[[Value], int]) -> None:
        self._room = room
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key; made where it is not kept, by two threads at once maybe."""
        value = self.find(key)
        return self.keep(key, make()) if value is None else value

    def find(self, key: Key) -> Value | None:
        """Return the value of a key, None where it is not kept."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key: Key, value: Value) -> Value:
        """Keep the value of a key; returns the one that is kept, maybe of who was quicker."""
        with self._lock:
            if key in self._values:
                return self._values[key]
            self._values[key] = value
            self._room -= self._size(value)
            while self._room < 0 and len(self._values) > 1:
                _, oldest = self._values.popitem(last=False)
                self._room += self._size(oldest)
            return value
