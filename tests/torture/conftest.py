"""Fixtures of the cases of the scoreboard.

def test_F05_random_files_are_not_damaged(figure: Figure) -> None:
    figure("0 of 10,000 damaged")     # a measurement, which the board prints
"""

from collections.abc import Callable

import pytest

from tests.torture.figure import Figure


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Records a measurement of this case."""

    def say(text: str) -> None:
        record_property("figure", text)

    return say
