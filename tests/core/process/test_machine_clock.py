"""The difference of two clocks, in words that a sentence takes."""

from datetime import UTC, datetime, timedelta

import pytest

from rolecall.core.process.machine_clock import clock_difference, how_to_set_clock

THERE = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (59, ""),
        (-59, ""),
        (60, "a minute ahead"),
        (-89, "a minute behind"),
        (91, "2 minutes ahead"),
        (-16 * 60 - 2, "16 minutes behind"),
        (7_199, "2 hours ahead"),
        (-3_600 * 26, "26 hours behind"),
        (86_400 * 365, "365 days ahead"),
    ],
)
def test_a_difference_is_told_in_one_unit(seconds: int, words: str) -> None:
    assert clock_difference(THERE + timedelta(seconds=seconds), THERE) == words


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("linux", "Set the clock: sudo timedatectl set-ntp true"),
        ("darwin", "Set the clock: sudo sntp -sS time.apple.com"),
        ("freebsd14", "Set the clock."),
    ],
)
def test_the_remedy_is_the_platforms_own(platform: str, words: str) -> None:
    assert how_to_set_clock(platform) == words
