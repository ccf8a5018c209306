"""Processor time of the search relative to the references, on the same list in the same run."""

import resource
import time
from collections.abc import Callable, Iterable
from functools import partial

import pytest

from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index, IndexBuilder, free_text_roles
from tests.bench.references import FZF, fzf, substrings, textual_matcher
from tests.samples.made_targets import MISTAKEN, keystrokes, line, made

TARGETS = made(20_000)
LINES = [line(target) for target in TARGETS]
LAYOUT = Index(TARGETS).layout
TURNS = 3


def cost(action: Callable[[str], object], queries: Iterable[str]) -> float:
    """Processor time of all the queries, in seconds."""
    start = _used()
    for query in queries:
        action(query)
    return _used() - start


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def ratio(ours: Callable[[], float], other: Callable[[], float]) -> float:
    """The smallest ratio of several turns: other work of the machine only increases it."""
    return min(ours() for _ in range(TURNS)) / min(other() for _ in range(TURNS))


def typing() -> float:
    return cost(Index(TARGETS, layout=LAYOUT).search, keystrokes())


def test_typing_costs_no_more_than_a_loop_of_substring_tests() -> None:
    lowered = [text.lower() for text in LINES]
    assert ratio(typing, lambda: cost(partial(substrings, lowered), keystrokes())) < 1


@pytest.mark.skipif(not FZF, reason="fzf is not installed")
def test_typing_costs_less_than_fzfs_filter() -> None:
    whole = "\n".join(LINES).encode()
    assert ratio(typing, lambda: cost(partial(fzf, whole), keystrokes())) < 1


def test_a_query_costs_a_tenth_of_textuals_matcher() -> None:
    queries = ("prod re", "123456", "zzz")
    ours = Index(TARGETS, layout=LAYOUT).search
    assert (
        ratio(
            lambda: cost(ours, queries),
            lambda: cost(partial(textual_matcher, LINES[:2_000]), queries) * 10,
        )
        < 0.1
    )


def test_the_lines_for_roles_as_typed_cost_no_more_than_the_search() -> None:
    index = Index(TARGETS, layout=LAYOUT)

    def lines() -> float:
        return sum(
            cost(partial(free_text_roles, index), [query])
            for query in keystrokes()
            if index.search(query) or query  # formatting the lines is not part of the search
        )

    assert ratio(lines, typing) < 1


def test_guesses_cost_no_more_than_a_few_searches_of_everything() -> None:
    index = Index(TARGETS, layout=LAYOUT)
    searched = ratio(
        lambda: cost(partial(guesses, index), MISTAKEN),
        lambda: cost(lambda query: Index(TARGETS, layout=LAYOUT).search(query), MISTAKEN),
    )
    assert searched < 8


def test_the_index_costs_no_more_than_a_few_times_the_lines_it_stands_for() -> None:
    built = ratio(
        lambda: cost(lambda _: Index(TARGETS), [""]),
        lambda: cost(lambda _: [line(target).lower() for target in TARGETS], [""]),
    )
    assert built < 3


def test_no_slice_of_the_index_is_a_large_part_of_it() -> None:
    def shares() -> float:
        builder = IndexBuilder(TARGETS)
        slices: list[float] = []
        done = False
        while not done:
            start = time.thread_time()
            done = builder.step()
            slices.append(time.thread_time() - start)
        return max(slices) / sum(slices)

    assert min(shares() for _ in range(TURNS)) < 0.5
