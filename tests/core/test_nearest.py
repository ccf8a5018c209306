"""The name that was meant."""

import time

import pytest

from rolecall.core.nearest import did_you_mean, nearest, one_typo

ROLES = ("read", "admin", "break-glass", "deploy", "ops/audit")
COMMANDS = ("list", "export", "exec", "profile", "sessions", "credential-process")


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("raed", "read"),
        ("Admni", "admin"),
        ("brake-glass", "break-glass"),
        ("brek-glas", "break-glass"),
        ("dep", "deploy"),
        ("reader", "read"),
        ("poweruser", ""),
        ("", ""),
        ("x" * 500, ""),
    ],
)
def test_a_wrong_word_is_led_to_the_name_most_like_it(word: str, name: str) -> None:
    assert nearest(word, ROLES) == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("exprot", "export"),
        ("exce", "exec"),
        ("cred", "credential-process"),
        ("ls", ""),
        ("session", "sessions"),
    ],
)
def test_commands_are_found_by_their_beginning_too(word: str, name: str) -> None:
    assert nearest(word, COMMANDS) == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("raed", "read"),
        ("reads", "read"),
        ("admn", "admin"),
        ("rd", ""),
        ("reader", ""),
        ("dep", ""),
        ("view", ""),
    ],
)
def test_a_word_that_may_be_right_is_doubted_for_one_typo_alone(word: str, name: str) -> None:
    assert one_typo(word, ROLES) == name


def test_another_number_is_another_name() -> None:
    assert one_typo("stage2", ("stage1",)) == ""
    assert one_typo("satge1", ("stage1",)) == "stage1"


def test_the_nearer_name_wins_wherever_it_stands() -> None:
    assert nearest("staging", ("stagings2", "stagin", "staging")) == "staging"
    assert nearest("reed", ("rest", "read")) == "read"


def test_the_hint_names_it_or_says_what_else_to_do() -> None:
    assert did_you_mean("raed", ROLES) == 'Did you mean "read"?'
    assert did_you_mean("zzz", ROLES, "See the list.") == "See the list."


def test_a_hundred_thousand_names_are_compared_while_nobody_waits() -> None:
    names = [f"team-{number:05}-production" for number in range(100_000)]
    start = time.perf_counter()
    assert nearest("taem-77-sandbox-x", names) == ""
    assert nearest("team-5x431-prodcution", names) == "team-50431-production"
    assert time.perf_counter() - start < 10
