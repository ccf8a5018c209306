"""The search takes linear time in the query and in the number of targets."""

import random
import time

from rolecall.core.model import Target
from rolecall.core.search.index import Index
from tests.samples.made_targets import TYPED, made


def test_a_query_twice_as_long_takes_at_most_about_twice_as_long() -> None:
    chance = random.Random(3)  # noqa: S311
    rows = made(2_000)
    words = ["".join(chance.choices("abcdeinoprst", k=6)) for _ in range(64)]

    def seconds(count: int) -> float:
        times = []
        for _ in range(3):
            index = Index(rows)
            started = time.process_time()
            for word in words[:count]:
                index.search(word)
            times.append(time.process_time() - started)
        return min(times)

    assert seconds(64) < 6 * seconds(32)  # twice, and room for a busy machine


def test_searching_ten_times_as_many_rows_takes_at_most_about_ten_times_as_long() -> None:
    def seconds(rows: list[Target]) -> float:
        times = []
        for _ in range(3):
            index = Index(rows)
            started = time.process_time()
            for query in TYPED:
                index.search(query)
            times.append(time.process_time() - started)
        return min(times)

    assert seconds(made(20_000)) < 30 * seconds(made(2_000))
