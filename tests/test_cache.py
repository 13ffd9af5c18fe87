"""What is kept, what goes, and what threads get."""

import random
from concurrent.futures import ThreadPoolExecutor

from kb.cache import Cache


def test_a_value_is_made_once() -> None:
    cache = Cache[str, list[str]](10, len)
    made = cache.get("a", lambda: ["first"])
    assert cache.get("a", lambda: ["second"]) is made


def test_what_is_empty_is_kept_too() -> None:
    cache = Cache[str, list[str]](10, len)
    made = cache.get("a", list)
    assert cache.get("a", lambda: ["second"]) is made


def test_the_least_lately_asked_for_goes_first() -> None:
    cache = Cache[str, str](5, len)
    for key in ("ab", "cd", "ab", "ef"):
        cache.get(key, lambda key=key: key)  # type: ignore[misc]
    assert cache.get("ab", lambda: "new") == "ab"
    assert cache.get("cd", lambda: "new") == "new"


def test_what_is_larger_than_the_room_is_kept_alone() -> None:
    cache = Cache[str, str](3, len)
    cache.get("a", lambda: "a")
    cache.get("long", lambda: "long")
    assert cache.get("long", lambda: "new") == "long"
    assert cache.get("a", lambda: "new") == "new"


def test_what_cannot_be_made_is_asked_for_anew() -> None:
    cache = Cache[str, int](3, lambda value: 1)
    for _ in range(2):
        try:
            cache.get("a", lambda: 1 // 0)
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert cache.get("a", lambda: 7) == 7


def test_threads_get_the_values_of_their_keys_and_the_room_is_kept() -> None:
    cache = Cache[int, tuple[int, ...]](50, len)

    def ask(seed: int) -> bool:
        numbers = random.Random(seed).choices(range(1, 20), k=500)
        return all(cache.get(n, lambda n=n: (n,) * n) == (n,) * n for n in numbers)  # type: ignore[misc]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(16)))
    kept = sum(map(len, cache._values.values()))
    assert kept <= 50
    assert cache._room == 50 - kept
