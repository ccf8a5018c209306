"""A secret is visible only where it is revealed."""

import copy
import pickle

import pytest

from rolecall.core.secret import Secret

TEXT = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "shown",
    [
        f"{Secret(TEXT)}",
        f"{Secret(TEXT)!r}",
        f"{Secret(TEXT):>80}",
        f"{Secret(TEXT):.4}",
        f"{[Secret(TEXT)]} {(Secret(TEXT),)} {dict(password=Secret(TEXT))}",
        "{}".format(Secret(TEXT)),  # noqa: UP032
        "%s %r" % (Secret(TEXT), Secret(TEXT)),  # noqa: UP031
        format(Secret(TEXT), "s"),
        str(Secret(TEXT)),
        str(ValueError(Secret(TEXT))),
    ],
)
def test_no_way_of_writing_text_shows_it(shown: str) -> None:
    assert "********" in shown
    assert not any(TEXT[at : at + 4] in shown for at in range(len(TEXT) - 3))


def test_revealing_gives_the_text() -> None:
    assert Secret(TEXT).reveal() == TEXT


def test_it_cannot_be_pickled_nor_copied_by_pickling() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(TEXT))
    with pytest.raises(TypeError):
        copy.deepcopy({"password": Secret(TEXT)})


def test_its_error_of_pickling_does_not_hold_it() -> None:
    with pytest.raises(TypeError) as refused:
        pickle.dumps({"password": Secret(TEXT)})
    assert TEXT not in str(refused.value)


def test_it_is_equal_to_a_secret_of_the_same_text_and_to_no_text() -> None:
    same, other = Secret(TEXT), Secret(TEXT + "8")
    assert Secret(TEXT) == same and hash(Secret(TEXT)) == hash(same)
    assert same != other
    assert same != TEXT
    assert len({same, Secret(TEXT), other}) == 2


def test_an_empty_one_is_false() -> None:
    assert not Secret("")
    assert Secret(" ")
