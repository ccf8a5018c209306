"""Scores are one byte per row: an overflow must not reach the next row."""

import tracemalloc

from rolecall.core.model import Target
from rolecall.core.search import scores
from rolecall.core.search.index import Index
from rolecall.core.search.token_hits import MOST_POINTS
from tests.samples import made_targets


def test_more_words_than_fit_a_byte_leave_the_neighbours_alone() -> None:
    many = scores.MOST // MOST_POINTS + 3
    first = bytes([MOST_POINTS, 0, MOST_POINTS, 1])
    summed = scores.added([first] * many, MOST_POINTS)
    counted = scores.MOST // MOST_POINTS
    assert list(summed) == [MOST_POINTS * counted, 0, MOST_POINTS * counted, counted]


def test_a_row_that_lacks_any_word_has_nothing_even_past_a_byte() -> None:
    full = bytes([MOST_POINTS, MOST_POINTS])
    lacking = bytes([0, MOST_POINTS])
    many = scores.MOST // MOST_POINTS + 1
    assert scores.added([*[full] * many, lacking], MOST_POINTS)[0] == 0


def test_a_query_of_more_words_than_fit_a_byte_finds_the_rows_that_hold_them_all() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    full = Target("111122223333", (letters,), "0123456789")
    less = Target("222233334444", (letters[1:],), "0123456789")
    index = Index([less, full, less, full])
    assert index.search(" ".join(letters)) == [1, 3]


def test_an_index_remembers_few_of_the_words_it_was_asked() -> None:
    index = Index(made_targets.made(2000))
    words = [f"{first}{second}" for first in "abcdefghijklmnopqrst" for second in "aeiouwyprs"]
    tracemalloc.start()
    try:
        for word in words[:120]:  # until the cache of names is full, too
            index.search(word)
        before, _ = tracemalloc.get_traced_memory()
        for word in words[120:]:
            index.search(word)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 80 more words of 2,000 rows would keep 160 kB of points alone, and as much of each field.
    assert after - before < 150_000


def test_the_best_classes_are_those_of_all_of_them() -> None:
    points = bytes([0, 3, 255, 3, 0, 1, 255])
    assert list(scores.best_classes(points)) == scores.classes(points) == [[2, 6], [1, 3], [5]]
    assert not list(scores.best_classes(bytes(9)))
