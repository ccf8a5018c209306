"""Time of the picker's search and of others: `python tests/bench/bench_search.py`.

Prints a table in milliseconds. It checks nothing; test_ratios.py does, with the same references.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rolecall.core.model import Target
from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index, IndexBuilder, free_text_roles, highlights
from tests.bench.references import FZF, fzf, textual_matcher
from tests.samples.made_targets import MISTAKEN, TYPED, keystrokes, line, made

SCREENFUL = 40


def timed(
    action: Callable[[str], object],
    queries: Iterable[str],
    before: Callable[[str], object] = lambda _: None,
) -> list[float]:
    """The milliseconds of the action for each query."""
    times: list[float] = []
    for query in queries:
        before(query)
        start = time.perf_counter()
        action(query)
        times.append((time.perf_counter() - start) * 1000)
    return times


def show(what: str, times: Iterable[float], wanted: str = "") -> None:
    ordered = sorted(times)
    last = len(ordered) - 1
    median, p95, worst = (ordered[round(last * part)] for part in (0.5, 0.95, 1))
    print(f"  {what:<44}{median:>9.2f}{p95:>9.2f}{worst:>9.2f}   {wanted}", flush=True)


def longest_pause(action: Callable[[], object]) -> float:
    """The longest pause of another thread while `action` runs in one."""
    thread = threading.Thread(target=action)
    thread.start()
    longest, before, alive = 0.0, time.perf_counter(), True
    while alive:
        alive = thread.is_alive()
        time.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return (longest - 0.001) * 1000


def built(targets: Sequence[Target]) -> Index:
    builder = IndexBuilder(targets)
    steps: list[float] = []
    done = False
    while not done:
        start = time.perf_counter()
        done = builder.step()
        steps.append((time.perf_counter() - start) * 1000)
    show("the index, all of it", [sum(steps)])
    show("the index, a slice", steps)
    return builder.index()


def bench(size: int, roles: int, wanted: str) -> None:
    targets = made(size, roles)
    print(f"\n{size:,} targets, {roles} to an account")
    index = built(targets)
    typed = keystrokes()
    show("search, letter by letter", timed(index.search, typed), wanted)
    alone = [
        timed(Index(targets, layout=index.layout).search, [query])[0]
        for query in (*TYPED, "p", "e")
    ]
    show("search, a query pasted", alone, wanted)
    lines = timed(partial(free_text_roles, index), typed, before=index.search)
    show("lines for roles as typed, letter by letter", lines, "10 / 40")
    show("guesses, in a thread", timed(partial(guesses, index), MISTAKEN))
    pauses = [longest_pause(partial(guesses, index, query)) for query in MISTAKEN]
    show("... and what another thread waits at most", pauses, "  / 20")
    drawn = timed(
        lambda query: [highlights(targets[at], query) for at in index.search(query)[:SCREENFUL]],
        TYPED,
        before=index.search,
    )
    show(f"search again, and highlights of {SCREENFUL} rows", drawn)
    listed = [line(target) for target in targets]
    if FZF:
        whole = "\n".join(listed).encode()
        show("fzf --filter, the whole process", timed(partial(fzf, whole), typed))
    else:
        print("  fzf is not installed here")
    if size <= 10_000:
        show("textual.fuzzy.Matcher", timed(partial(textual_matcher, listed), TYPED))


def main() -> None:
    print(f"{'milliseconds':<46}{'median':>9}{'p95':>9}{'worst':>9}   wanted: median / worst")
    bench(10_000, 4, "8 / 25")
    bench(100_000, 4, "40 / 150")
    bench(100_000, 1, "40 / 150")


if __name__ == "__main__":
    main()
