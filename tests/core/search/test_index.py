"""The search index: the order of equal matches, and many targets of many kinds."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.index import Index, IndexBuilder, free_text_roles
from rolecall.core.search.layout import SLICE
from rolecall.core.search.query import ROLE, searchable_text, searchable_texts
from rolecall.core.search.ranking import LOOKED_AT


def numbered(count: int) -> list[Target]:
    return [Target(f"{at:012}", (f"prod-{at}",), "read") for at in range(count)]


def test_the_pinned_come_first_then_the_used_then_the_rest_in_their_order() -> None:
    rows = numbered(6)
    used = {rows[1].arn: 2.0, rows[4].arn: 9.0, rows[5].arn: 1.0}
    pinned = [rows[3].arn, rows[5].arn, "arn:aws:iam::999999999999:role/gone", "not an arn"]
    index = Index(rows, used, pinned)
    assert index.search("prod") == [5, 3, 4, 1, 0, 2]
    assert index.search("prod read") == [5, 3, 4, 1, 0, 2]
    assert index.search("") == [0, 1, 2, 3, 4, 5]


def test_a_pin_does_not_beat_a_better_match() -> None:
    rows = [Target("1" * 12, ("preprod",), "x"), Target("2" * 12, ("prod",), "x")]
    assert Index(rows, {}, [rows[0].arn]).search("prod") == [1, 0]


def test_a_pinned_target_lends_its_account_to_a_role_typed_by_hand() -> None:
    rows = numbered(4)
    lines = free_text_roles(Index(rows, {}, [rows[2].arn]), "prod audit")
    assert [(line.role, line.account) for line in lines] == [("audit", rows[2])]


def test_one_of_two_roles_of_an_account_may_be_pinned() -> None:
    rows = [Target("1" * 12, ("prod",), role) for role in ("a", "b", "ops/c")]
    assert Index(rows, {}, [rows[2].arn]).search("prod") == [2, 0, 1]


def test_other_pins_need_no_new_layout() -> None:
    rows = numbered(3)
    first = Index(rows)
    second = Index(rows, {}, [rows[2].arn], first.layout)
    assert second.layout is first.layout
    assert second.search("prod") == [2, 0, 1]
    assert first.search("prod") == [0, 1, 2]


KINDS = {
    "a few roles in each account": (400, 6, 3),
    "every row an account": (LOOKED_AT, 1, 2),
    "more roles and notes than a byte names": (300, 700, 700),
    "no account twice in a row": (-50, 5, 5),
}


def made(accounts: int, roles: int, notes: int) -> list[Target]:
    chance = random.Random(f"{accounts} {roles}")  # noqa: S311
    names = ("pay", "Prod", "data-lake", "euWest", "search", "risk")
    rows = []
    for at in range(LOOKED_AT):  # of more, the rest is only ranked roughly
        account = at % (-accounts) if accounts < 0 else at * accounts // LOOKED_AT
        alias = f"{names[account % 6]}-{names[account % 5]}-{account}"
        role = chance.randrange(roles)
        rows.append(
            Target(
                f"{account:012}",
                (alias, f"second{account}") if account % 7 == 0 else (alias,),
                f"ops/{names[role % 6]}{role}" if role % 4 == 0 else f"{names[role % 6]}{role}",
                (names[role % 4],),
                note=f"note {chance.randrange(notes)}",
                tags=(names[chance.randrange(6)],),
            )
        )
    return rows


def ranked(rows: list[Target], few: list[int], query: str) -> list[int]:
    """The positions in `few` as a search of those rows alone ranks them."""
    places = sorted(range(len(few)), key=few.__getitem__)
    return [places[at] for at in Index([rows[few[place]] for place in places]).search(query)]


@pytest.mark.parametrize("kind", KINDS)
def test_many_rows_are_found_as_each_alone_and_ranked_as_few(kind: str) -> None:
    rows = made(*KINDS[kind])
    index = Index(rows)
    alone = [Index([row]) for row in rows]
    for query in (
        "pay",
        "prod 12",
        "lake data",
        "eu risk 1",
        "note 7",
        "second4",
        "ops",
        "wst",
        "0001",
    ):
        hits = index.search(query)
        assert hits, query
        assert sorted(hits) == [at for at, one in enumerate(alone) if one.search(query)], query
        few = hits[:: max(1, len(hits) // 40)]
        assert [few[at] for at in ranked(rows, few, query)] == few, query


@pytest.mark.parametrize("kind", KINDS)
def test_the_best_account_of_many_is_that_of_the_first_hit_of_its_name(kind: str) -> None:
    rows = made(*KINDS[kind])
    index = Index(rows)
    for account in ("lake", "second49", "000000000017", "prod-data"):
        best = index.best_account(account)
        named = [
            at
            for at in index.search(account)
            if any(
                account in text.lower()
                for text in (*rows[at].aliases, rows[at].account_id, *rows[at].tags)
            )
        ]
        assert (best == rows[named[0]]) if named else best is None


def test_an_index_is_built_in_slices_and_is_the_same_as_one_built_at_once() -> None:
    rows = made(400, 6, 3)
    builder = IndexBuilder(rows)
    steps = 1
    while not builder.step():
        steps += 1
    assert steps > len(rows) / SLICE
    assert builder.step()
    whole = Index(rows)
    for query in ("pay", "prod 12", "note 1", "second4"):
        assert builder.index().search(query) == whole.search(query)


def test_an_index_wanted_early_does_the_rest_at_once() -> None:
    rows = numbered(3 * SLICE)
    builder = IndexBuilder(rows)
    builder.step()
    index = builder.index({rows[7].arn: 1.0}, [rows[9].arn])
    assert index.search("prod")[:3] == [9, 7, 0]
    assert len(index.search("prod")) == len(rows)


def test_an_index_of_nothing_finds_nothing() -> None:
    for index in (Index([]), IndexBuilder([]).index()):
        assert index.search("prod") == index.search("") == []
        assert index.best_account("prod") is None
        assert not index.has("1" * 12, "read")
        assert free_text_roles(index, "prod read") == []


def test_a_query_of_very_many_words_is_still_answered() -> None:
    words = [f"w{at}x" for at in range(60)]
    rows = [Target("1" * 12, ("-".join(words),), "read"), Target("2" * 12, ("w1x",), "read")]
    assert Index(rows).search(" ".join(words)) == [0]
    assert Index(rows).search(" ".join([*words, "nowhere"])) == []


@given(st.lists(st.lists(st.text("abzAZ019-_/ .é\n\x01\x04ß", max_size=9), max_size=3), max_size=5))
@example([["x" * 127, "x" * 128, "x" * 129, "Ab" * 64, "aB" * 65]])
def test_texts_laid_out_together_are_as_each_alone(fields: list[list[str]]) -> None:
    alone = ["\n".join(searchable_text(ROLE, fold(text)) for text in texts) for texts in fields]
    assert searchable_texts(ROLE, fields) == alone


def test_a_word_that_counts_the_same_in_two_fields_is_found() -> None:
    rows = [
        Target("1" * 12, ("x-prod",), "y-prod"),
        Target("2" * 12, ("repro",), "repro", tags=("dev",), note="dev"),
        Target("345678901234", ("x",), "345"),
    ]
    for query, hits in (("prod", [0]), ("epro", [1]), ("dev", [1]), ("345", [2])):
        assert Index(rows).search(query) == hits


def test_an_id_that_starts_with_the_digits_comes_before_one_that_holds_them() -> None:
    rows = [Target("991234999999", ("a",), "r"), Target("123499999999", ("a",), "r")]
    assert Index(rows).search("1234") == [1, 0]


def test_very_many_words_leave_equals_in_their_order() -> None:
    words = " ".join(f"w{at}x" for at in range(60))
    rows = [Target(f"{at:012}", (words.replace(" ", "-"),), "read") for at in range(3)]
    assert Index(rows).search(words) == [0, 1, 2]


def test_neighbouring_rows_of_an_account_share_its_texts() -> None:
    rows = [Target(f"{at // 4:012}", (f"prod-{at // 4}",), f"r{at % 4}") for at in range(1200)]
    layout = Index(rows).layout
    assert (len(layout.ids), len(layout.aliases), len(layout.roles)) == (300, 300, 4)


def test_the_account_of_a_role_is_named_by_alias_id_or_tag_in_one_piece() -> None:
    rows = [Target("1" * 12, ("staging",), "operate", tags=("blue",), note="green")]
    index = Index(rows)
    for name in ("agin", "111", "blue", "stag blue"):
        assert index.best_account(name) == rows[0], name
    for name in ("stgng", "operate", "green", "stag operate"):
        assert index.search(name) == [0], name
        assert index.best_account(name) is None, name


def test_letters_put_before_a_word_find_what_the_word_alone_did_not() -> None:
    index = Index([Target("1" * 12, ("preod",), "x")])
    assert index.search("rod") == []
    assert index.search("prod") == [0]


def test_an_address_names_an_alias_exactly_but_for_case() -> None:
    index = Index([Target("1" * 12, ("Zürich",), "x")])
    link = "https://signin.aws.amazon.com/switchrole?roleName=x&account="
    assert index.search(f"{link}z%C3%BCRICH") == [0]
    assert index.search(f"{link}zurich") == []
