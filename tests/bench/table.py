"""The table of times: one row per kind of work, beside the reference of the same run."""

import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """Medians of a kind of work and of its reference, in `unit`, and how they compare.

    The ratio is the median of the turns' ratios, the spread their quartiles: work of the machine
    that slows a turn slows both programs. A goal is a ratio where `ratio` is given, otherwise a
    value in `unit`.
    """

    work: str
    ours: float
    reference: float | None
    ratio: float | None
    spread: tuple[float, float] | None
    goal: float | None
    unit: str = "ms"
    beside: str = ""
    absolute: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        value = self.ours if self.absolute or self.ratio is None else self.ratio
        return None if self.goal is None else value <= self.goal


def paired(
    work: str,
    ours: Sequence[float],
    reference: Sequence[float],
    goal: float | None = None,
    unit: str = "ms",
    beside: str = "",
) -> Row:
    """Returns the row of turns that each measured both; the goal is a ratio."""
    ratios = [mine / other for mine, other in zip(ours, reference, strict=True)]
    middle = statistics.median
    return Row(
        work, middle(ours), middle(reference), middle(ratios), quartiles(ratios), goal, unit, beside
    )


def absolute(
    work: str, ours: Sequence[float], goal: float | None, unit: str = "ms", beside: str = ""
) -> Row:
    """Returns the row of work whose goal is a value in `unit`."""
    spread = quartiles(ours)
    return Row(work, statistics.median(ours), None, None, spread, goal, unit, beside, absolute=True)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """The first and the third quartile; of one value, that value twice."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


HEAD = ("work", "beside", "Rolecall", "reference", "ratio", "quartiles", "goal", "")


def cells(row: Row) -> tuple[str, ...]:
    """The row's texts, in the order of HEAD."""
    digits = 2 if row.ratio is not None else _digits(row.ours)
    return (
        row.work,
        row.beside,
        f"{row.ours:,.{_digits(row.ours)}f} {row.unit}",
        "" if row.reference is None else f"{row.reference:,.{_digits(row.reference)}f} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        "" if row.spread is None else "–".join(f"{value:,.{digits}f}" for value in row.spread),
        "" if row.goal is None else f"{row.goal:,g}{f' {row.unit}' if row.absolute else ''}",
        {True: "reached", False: "missed", None: ""}[row.reached],
    )


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 1 else 3


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [HEAD, tuple("---" for _ in HEAD), *map(cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
