"""Corrections of a query with one wrong letter, and queries that are never corrected."""

import threading
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.guesses import guesses
from rolecall.core.search.index import Index, highlights


def target(alias: str, role: str, account_id: str = "123456789012", *tags: str) -> Target:
    return Target(account_id, (alias,), role, tags=tags)


ROWS = [
    target("production", "ReadOnlyAccess"),
    target("preproduction", "read"),
    target("billing-eu", "admin", "210987654321", "finance"),
    target("data-lake", "ops/deploy"),
]


def guessed(query: str, rows: list[Target] = ROWS) -> list[str]:
    return [rows[position].alias for position in guesses(Index(rows), query)]


@pytest.mark.parametrize(
    "query",
    [
        "fiance",  # omitted; in a name, scattered letters match
        "billingg",  # inserted, at the end
        "bbilling",  # ... at the start
        "bilking",  # replaced
        "killing",  # ... the first
        "billinh",  # ... the last
        "illng-eu",
        "ibllin",  # swapped at the start
        "bililng",  # swapped in the middle
        "billign",  # swapped at the end
        "billing.eu",
        "billiing eu",
        "eu admkn",
        "finence",
        "BILLINF",
    ],
)
def test_one_wrong_letter_still_finds_the_row(query: str) -> None:
    assert Index(ROWS).search(query) == []
    assert guessed(query) == ["billing-eu"]


def test_each_word_of_four_letters_may_carry_a_mistake_and_the_others_must_match() -> None:
    assert guessed("bilking admkn") == ["billing-eu"]
    assert guessed("bilking eu") == ["billing-eu"]
    assert guessed("bilking us") == []
    assert guessed("blng") == []
    assert guessed("eux") == []  # too short, with three letters


def test_two_wrong_letters_in_a_word_are_too_many() -> None:
    assert guessed("bxllxng") == []
    assert guessed("ibllinh") == []


def test_nothing_is_guessed_where_something_is_found() -> None:
    rows = [*ROWS, target("bilking", "x")]
    assert Index(rows).search("bilking") == [4]
    assert guesses(Index(rows), "bilking") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "123456789013",
        "1234-5678-9013",
        "12345678901x",
        "arn:aws:iam::123456789013:role/read",
        "arn:aws:iam::999999999999:role/admin bilking",
        "https://signin.aws.amazon.com/switchrole?account=bilking",
    ],
)
def test_ids_and_addresses_are_never_guessed(query: str) -> None:
    assert guessed(query) == []


def test_digits_are_never_guessed() -> None:
    rows = [target("team-12", "read")]
    for query in ("team-13", "team-21", "team-122", "team-2", "team-1x2x"):
        assert guessed(query, rows) == [], query
    for alias, query in (
        ("te4m", "team"),
        ("x-12a34", "1234"),
        ("ab21cd", "ab12cd"),
        ("21abcd", "12abcd"),
        ("1abcdef", "a1bcdef"),
    ):
        assert guessed(query, [target(alias, "read")]) == [], query
    assert guessed("taem-12", rows) == ["team-12"]
    assert guessed("teams-12", rows) == ["team-12"]


def test_short_words_are_guessed_at_the_start_of_words_only() -> None:
    rows = [target("x-breadth", "a"), target("x-read-y", "a"), target("y", "ForRead")]
    assert guessed("raed", rows) == ["x-read-y", "y"]
    assert guessed("raedth", rows) == ["x-breadth"]
    assert guessed("kead", rows) == ["x-read-y", "y"]


def test_a_whole_name_comes_before_a_start_a_word_an_inside_and_a_tag() -> None:
    rows = [
        target("x", "a", "1" * 12, "billing"),
        target("rebilling", "a"),
        target("eu-billing", "a"),
        target("billing-eu", "a"),
        target("billing", "a"),
    ]
    assert guesses(Index(rows), "bilking") == [4, 3, 2, 1, 0]


def test_a_word_as_typed_counts_more_than_a_guessed_one() -> None:
    rows = [target("billing", "admjn"), target("billing", "admin")]
    assert guesses(Index(rows), "bilking admin") == [1, 0]


def test_among_equal_guesses_the_pinned_and_used_come_first() -> None:
    rows = [target("billing", f"r{at}", f"{at:012}") for at in range(4)]
    index = Index(rows, {rows[2].arn: 3.0}, [rows[3].arn])
    assert guesses(index, "bilking") == [3, 2, 0, 1]


def test_at_most_twenty_are_guessed() -> None:
    rows = [target("billing", f"r{at}", f"{at:012}") for at in range(50)]
    assert guesses(Index(rows), "bilking") == list(range(20))


def test_a_search_given_up_is_asked_often_and_answers_nothing() -> None:
    rows = [target(f"billing-{at}", "read", f"{at:012}") for at in range(10_000)]
    index = Index(rows)
    asked: list[bool] = []

    def never() -> bool:
        asked.append(False)
        return False

    assert guesses(index, "bilking", never)
    assert len(asked) >= 20  # at least once in 500 texts
    whole = len(asked)
    asked.clear()

    def soon() -> bool:
        asked.append(len(asked) == 2)
        return asked[-1]

    assert guesses(index, "bilking", soon) == []
    assert len(asked) == 3 < whole


def test_threads_guess_while_others_search_the_same_index() -> None:
    rows = [
        target(f"{name}-{at}", "read", f"{at:012}")
        for at in range(300)
        for name in ("bill", "prod")
    ]
    queries = ["bill", "bill-2", "prod 1", "prdo", "blil", "pr", "b", "read prod-29"]
    expected = {
        query: (Index(rows).search(query), guesses(Index(rows), query)) for query in queries
    }
    assert expected["blil"][1]
    index = Index(rows)
    wrong: list[str] = []

    def work(first: int) -> None:
        for turn in range(40):
            query = queries[(first + turn) % len(queries)]
            if (index.search(query), guesses(index, query)) != expected[query]:
                wrong.append(query)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_highlights_of_a_guess_are_the_letters_that_agree() -> None:
    row = ROWS[2]
    assert highlights(row, "illng-eu").account == ((1, 4), (5, 10))
    assert highlights(row, "billling").account == ((0, 7),)
    assert highlights(row, "bilking").account == ((0, 3), (4, 7))
    assert highlights(row, "bililng").account == ((0, 3), (5, 7))
    assert highlights(row, "finence").other == ("tag: finance", ((5, 8), (9, 12)))
    assert highlights(ROWS[0], "onlyacess").role == ((4, 9), (10, 14))


def letters_off(typed: str, meant: str) -> int:
    """The optimal string alignment distance: letters omitted, added, replaced, swapped."""
    rows = [list(range(len(meant) + 1))]
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(meant, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and typed[i - 2 : i] == meant[j - 1] + meant[j - 2]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def may_mean(token: str, text: str) -> bool:
    """Whether a substring of the text is the token with at most one wrong letter."""
    return any(
        letters_off(token, text[start:end]) <= 1
        for start in range(len(text) + 1)
        for end in range(start + len(token) - 1, min(len(text), start + len(token) + 1) + 1)
    )


NAMES = st.text("abc-", min_size=3, max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=5), st.text("abc-", min_size=6, max_size=9))
@settings(max_examples=400, deadline=None)
def test_guesses_are_the_rows_with_at_most_one_letter_wrong(aliases: list[str], token: str) -> None:
    rows = [target(alias, "0", f"{at:012}") for at, alias in enumerate(aliases)]
    found = guesses(Index(rows), token)
    if Index(rows).search(token):
        assert found == []
    else:
        assert sorted(found) == [at for at, alias in enumerate(aliases) if may_mean(token, alias)]


WORDS = st.text("abcdeprxzé", min_size=4, max_size=12)


@given(WORDS, st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_the_mistake_the_row_is_guessed_and_shows_why(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + "k" + word[at:],
                word[:at] + "k" + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            ]
        )
    )
    row = target(word, "0")
    assume(len(typed) >= 4 and not Index([row]).search(typed))
    assert guesses(Index([row]), typed) == [0]
    shown = highlights(row, typed)
    assert shown.account
    assert all(start < end <= len(word) for start, end in shown.account)
    assert all(before[1] < after[0] for before, after in pairwise(shown.account))
    marked = "".join(word[start:end] for start, end in shown.account)
    assert all(letter in fold(typed).text for letter in fold(marked).text)
