"""Why a row matched: each kind of match names the text and marks the letters."""

import pytest
from hypothesis import given, settings

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.index import Index, highlights
from rolecall.core.search.why_matched import Matched, matched, matched_words
from tests.samples.targets import QUERIES, TARGETS

ROW = Target(
    "123456789012",
    ("production", "prod-payments"),
    "ops/ReadOnly",
    sources=("accounts file", "IAM policy"),
    region="eu-central-1",
    tags=("team: blue", "pci"),
    note="Payments. Ask #pay first.",
)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("prod", [("account", "production", ((0, 4),))]),
        ("duct", [("account", "production", ((3, 7),))]),
        ("only", [("role", "ReadOnly", ((4, 8),))]),
        ("7890", [("id", "123456789012", ((6, 10),))]),
        ("1234-5678-9012", [("id", "123456789012", ((0, 12),))]),
        ("pduc", [("account", "production", ((0, 1), (3, 6)))]),
        ("rol", [("role", "ReadOnly", ((0, 1), (4, 5), (6, 7)))]),
        ("prd-pay", [("alias", "prod-payments", ((0, 2), (3, 8)))]),
        ("payments", [("alias", "prod-payments", ((5, 13),))]),
        ("ops", [("path", "ops/ReadOnly", ((0, 3),))]),
        ("central", [("region", "eu-central-1", ((3, 10),))]),
        ("policy", [("source", "IAM policy", ((4, 10),))]),
        ("blue", [("tag", "team: blue", ((6, 10),))]),
        ("#pay", [("note", "#pay", ((0, 4),))]),
        ("ask irst", [("note", "Ask", ((0, 3),)), ("note", "first.", ((1, 5),))]),
        ("arn:aws:sns:eu-west-1:123456789012:topic", [("id", "123456789012", ((0, 12),))]),
        (
            "arn:aws:iam::123456789012:role/ops/ReadOnly",
            [("role", "ReadOnly", ((0, 8),)), ("id", "123456789012", ((0, 12),))],
        ),
        (
            "https://production.signin.aws.amazon.com/console",
            [("account", "production", ((0, 10),))],
        ),
        (
            "https://signin.aws.amazon.com/switchrole?account=Prod-Payments&roleName=ReadOnly",
            [("role", "ReadOnly", ((0, 8),)), ("alias", "prod-payments", ((0, 13),))],
        ),
        (
            "read blue prod 12",
            [
                ("account", "production", ((0, 4),)),
                ("role", "ReadOnly", ((0, 4),)),
                ("id", "123456789012", ((0, 2),)),
                ("tag", "team: blue", ((6, 10),)),
            ],
        ),
    ],
)
def test_each_way_of_matching_names_its_text_and_letters(
    query: str, why: list[tuple[str, str, tuple[tuple[int, int], ...]]]
) -> None:
    assert Index([ROW]).search(query) == [0]
    assert matched_words(ROW, query) == tuple(Matched(*reason) for reason in why)


def test_what_was_meant_is_said_to_be_a_guess() -> None:
    assert matched_words(ROW, "produktion pci") == (
        Matched("account", "production", ((0, 5), (6, 10)), guessed=True),
        Matched("tag", "pci", ((0, 3),)),
    )
    assert matched_words(ROW, "polixy") == (
        Matched("source", "IAM policy", ((4, 8), (9, 10)), guessed=True),
    )
    assert matched_words(ROW, "pamyents") == (
        Matched("alias", "prod-payments", ((5, 7), (9, 13)), guessed=True),
    )


def test_a_note_is_told_whole_where_its_place_is_asked() -> None:
    assert matched(ROW, "pay first") == (
        Matched("alias", "prod-payments", ((5, 8),)),
        Matched("note", "Payments. Ask #pay first.", ((19, 24),)),
    )


def test_of_several_texts_without_a_column_the_row_shows_the_first_and_the_card_all() -> None:
    assert highlights(ROW, "pci central").other == ("tag: pci", ((5, 8),))
    assert [match.text for match in matched_words(ROW, "pci central")] == ["pci", "eu-central-1"]


def test_scattered_letters_of_a_further_alias_are_shown_in_the_row() -> None:
    assert highlights(ROW, "prd-pay").other == ("alias: prod-payments", ((7, 9), (10, 15)))


def test_an_account_without_a_name_shows_its_id_as_both() -> None:
    row = ROW._replace(aliases=())
    assert [match.field for match in matched_words(row, "1234")] == ["account", "id"]


def test_nothing_is_said_to_match_where_nothing_does() -> None:
    assert matched_words(ROW, "zzzz") == ()
    assert matched_words(ROW, "") == ()
    assert matched_words(ROW, "arn:aws:iam::000000000000:role/x") == ()


@given(TARGETS, QUERIES)
@settings(max_examples=400, deadline=None)
def test_every_hit_says_why_within_its_texts(row: Target, query: str) -> None:
    why = matched_words(row, query)
    for match in why:
        assert match.spans
        end = -1
        for start, stop in match.spans:
            assert end < start < stop <= len(match.text)
            end = stop
    if Index([row]).search(query) and why == ():
        assert not fold(query).text.split()  # a lone cedilla is folded to a blank
