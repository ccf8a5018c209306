"""The time left as signs, words, numbers and bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecall.core.countdown import LOOKS, Phase, clock_text, phase, time_bar, words_for


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (3600, Phase.FRESH),
        (900, Phase.FRESH),
        (899, Phase.SOON),
        (300, Phase.SOON),
        (299, Phase.ENDING),
        (1, Phase.ENDING),
        (0, Phase.EXPIRED),
        (-5, Phase.EXPIRED),
    ],
)
def test_phases_change_at_15_and_5_minutes_and_at_the_end(seconds: int, expected: Phase) -> None:
    assert phase(seconds) is expected


def test_every_phase_differs_in_sign_and_word() -> None:
    assert len({look.sign for look in LOOKS.values()}) == len(Phase)
    assert len({look.word for look in LOOKS.values()}) == len(Phase)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (187, "3:07"),
        (2530, "42:10"),
        (36_753, "10:12:33"),
        (3600, "1:00:00"),
        (3599, "59:59"),
        (9, "0:09"),
        (0, "–"),
        (-1, "–"),
    ],
)
def test_a_number_as_on_a_clock(seconds: int, expected: str) -> None:
    assert clock_text(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (36_720, "10 h 12 m"),
        (3600, "1 h"),
        (43_200, "12 h"),
        (2530, "42 m"),
        (60, "1 m"),
        (50, "50 s"),
        (0, "0 s"),
        (-3, "0 s"),
    ],
)
def test_a_duration_in_a_sentence(seconds: int, expected: str) -> None:
    assert words_for(seconds) == expected


@given(st.integers(-10, 50_000), st.integers(-10, 50_000), st.integers(0, 300))
def test_a_bar_has_exactly_its_width(seconds: int, whole: int, width: int) -> None:
    assert len("".join(time_bar(seconds, whole, width))) == max(width, len(_least(seconds, whole)))


def _least(seconds: int, whole: int) -> str:
    """While time is left, even the shortest bar has half a cell."""
    return time_bar(seconds, whole, 0).half


@given(st.integers(1, 40_000), st.integers(0, 3_000))
def test_a_bar_never_grows_as_time_goes_by(whole: int, gone: int) -> None:
    def filled(seconds: int) -> int:
        bar = time_bar(seconds, whole, 20)
        return 2 * len(bar.left) + len(bar.half)

    assert filled(whole) == 40
    assert filled(whole - gone) >= filled(whole - gone - 1)


def test_a_bar_is_empty_only_at_the_end() -> None:
    assert time_bar(1, 43_200, 6).half == "╾"
    assert time_bar(0, 43_200, 6) == ("", "", "──────")
