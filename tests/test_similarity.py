"""The arithmetic on vectors in bytes, compared with the same on numbers as they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.meaning.embedder import Vectors, of_length_one
from kb.meaning.quantized import products, quantized
from kb.meaning.similarity import by_post, centred, floor_of


def vectors(seed: int, count: int, dimension: int = 48) -> Vectors:
    rng = np.random.default_rng(seed)
    return of_length_one(rng.normal(0.5, 1, (count, dimension)))


@given(st.integers(0, 99), st.integers(1, 30))
def test_bytes_are_near_what_they_stand_for(seed: int, count: int) -> None:
    exact = vectors(seed, count)
    found = quantized(exact)
    assert found.numbers.dtype == np.int8
    assert np.abs(found.vectors() - exact).max() <= found.scales.max() / 2 + 1e-6
    assert np.array_equal(found.vectors(slice(1, 3)), found.vectors()[1:3])


def test_a_vector_of_nothing_stays_one() -> None:
    numbers, scales = quantized(np.zeros((2, 3), np.float32))
    assert not numbers.any()
    assert not scales.any()
    assert not of_length_one(np.zeros((1, 3))).any()


@pytest.mark.parametrize(("rows", "dimension"), [(0, 8), (1, 384), (1300, 384), (700, 1536)])
def test_products_are_exact(rows: int, dimension: int) -> None:
    rng = np.random.default_rng(rows)
    numbers = rng.integers(-127, 128, (rows, dimension), np.int8)
    numbers[: rows // 2] = 127  # the greatest sums there are
    others = np.concatenate(
        [np.full((1, dimension), 127, np.int8), rng.integers(-127, 128, (3, dimension), np.int8)]
    )
    expected = numbers.astype(np.int64) @ others.T.astype(np.int64)
    assert np.array_equal(products(numbers, others), expected)


def test_similarity_is_the_cosine_of_what_is_apart_from_the_mean() -> None:
    passages, queries = vectors(1, 40), vectors(2, 5)
    query_mean = vectors(3, 30).mean(axis=0)
    found = centred(quantized(passages), query_mean).with_queries(queries)
    apart = of_length_one(passages - passages.mean(axis=0))
    asked = of_length_one(queries - query_mean)
    assert found == pytest.approx(apart @ asked.T, abs=0.01)
    assert centred(quantized(passages), query_mean).alone(slice(3, 5)) == pytest.approx(
        apart[3:5], abs=0.02
    )


def test_one_passage_is_near_nothing() -> None:
    passages = centred(quantized(vectors(1, 1)), vectors(2, 1)[0])
    assert np.isfinite(passages.with_queries(vectors(3, 2))).all()


def test_a_post_is_as_near_as_its_nearest_passage() -> None:
    similarities = np.array([0.1, 0.30004, 0.2, 0.5])
    assert by_post(similarities, np.array([0, 2, 3, 4])).tolist() == [0.3, 0.2, 0.5]


def test_the_floor_is_what_two_posts_are_above_on_the_average() -> None:
    passages = centred(quantized(vectors(1, 400)), np.zeros(48, np.float32))
    starts, tried = np.arange(0, 401, 2), vectors(2, 50)
    floor = floor_of(passages, starts, tried)
    near = by_post(passages.with_queries(tried), starts)
    assert near.shape == (200, 50)
    assert (near >= floor).sum() == pytest.approx(2 * 50, abs=3)


def test_few_posts_set_no_floor_that_anything_is_above() -> None:
    passages = centred(quantized(vectors(1, 2)), np.zeros(48, np.float32))
    assert floor_of(passages, np.array([0, 1, 2]), vectors(2, 3)) == 1.0
