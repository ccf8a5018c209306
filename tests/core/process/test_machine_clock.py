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
        (61.9, "a minute ahead"),
        (-89, "1 minute 29 seconds behind"),
        (91, "1 minute 31 seconds ahead"),
        (-16 * 60 - 2, "16 minutes behind"),
        (-16 * 60 - 3, "16 minutes 3 seconds behind"),
        (-16 * 60 + 3, "15 minutes 57 seconds behind"),
        (7_199, "2 hours ahead"),
        (7_190, "119 minutes 50 seconds ahead"),
        (86_401.4, "24 hours ahead"),
        (86_461, "24 hours 1 minute ahead"),
        (86_400 * 2 + 7, "2 days 7 seconds ahead"),
        (86_400 * 3 - 60, "2 days 23 hours 59 minutes ahead"),
        (-3_600 * 26, "26 hours behind"),
        (86_400 * 365, "365 days ahead"),
    ],
)
def test_a_difference_is_told_to_the_second(seconds: float, words: str) -> None:
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
