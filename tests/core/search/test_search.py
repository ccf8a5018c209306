"""The picker's search: matches, their order, and what is highlighted."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rolecall.core.model import Target
from rolecall.core.search.fold import fold
from rolecall.core.search.index import Highlights, Index, free_text_roles, highlights
from tests.samples.targets import QUERIES, TARGETS, target

# The names of the README's picture: the matches of "prod re", and rows that must not match.
PICTURE = [
    target("production", "ops/read", "123456789012"),
    target("production-eu", "read", "123456789013"),
    target("data-production", "readonly", "123456789019"),
    target("preprod", "release", "210987654321"),
    target("product-catalog", "reader", "445566778899"),
    target("product-catalog", "release", "445566778899"),
    target("prod-logs", "read", "345678901234"),
    target("prod-network", "read", "345678901235"),
    target("prod-network", "recover", "345678901235"),
    target("prod-payments-eu-central", "readonly", "998877665544"),
    target("reproduction-lab", "admin", "556677889900"),
    target("shared-services", "prod-reader", "112233445566"),
    target("billing", "reader", "667788990011", "prod"),
    target("staging", "read", "777777777777"),
    target("production", "admin", "123456789012"),
    target("payments-eu", "AdministratorAccess", "888888888888"),
    target("payments-us", "admin", "999999999999"),
]


def found(targets: list[Target], query: str, used: dict[str, float] | None = None) -> list[str]:
    return [
        f"{targets[position].alias} {targets[position].role_name}"
        for position in Index(targets, used or {}).search(query)
    ]


def test_prod_re_finds_whole_words_before_starts_and_tags_last() -> None:
    assert found(PICTURE, "prod re") == [
        "prod-logs read",
        "prod-network read",
        "prod-network recover",
        "prod-payments-eu-central readonly",
        "production read",
        "production-eu read",
        "product-catalog reader",
        "product-catalog release",
        "data-production readonly",
        "reproduction-lab admin",
        "shared-services prod-reader",
        "preprod release",
        "billing reader",
    ]


def test_words_come_in_any_order_and_all_must_match() -> None:
    for query in ("pay eu admin", "admin eu pay", "  EU\tAdmin   pay "):
        assert found(PICTURE, query) == ["payments-eu AdministratorAccess"]
    assert found(PICTURE, "pay eu admin nowhere") == []


def test_empty_query_gives_all_in_the_given_order() -> None:
    for query in ("", "  \t "):
        index = Index(PICTURE, {PICTURE[3].arn: 9.0})
        assert index.search(query) == list(range(len(PICTURE)))


def test_whole_words_beat_starts_beat_inside_beats_hidden_fields_beat_scattered() -> None:
    rows = [
        target("deploy-virginia", "a"),  # d-e-v: scattered
        target("x", "a", "1" * 12, "dev"),
        target("mydev", "a"),
        target("my-dev", "a"),
        target("myDev", "a"),
        target("x", "developer"),
        target("devil", "a"),
        target("dev", "a"),
    ]
    assert Index(rows).search("dev") == [7, 6, 4, 3, 5, 2, 1, 0]


def test_exact_role_comes_before_a_longer_one() -> None:
    rows = [target("prod", "readonly"), target("prod", "read")]
    assert Index(rows).search("prod read") == [1, 0]


def test_among_equals_the_more_used_comes_first_and_the_rest_keep_their_order() -> None:
    rows = [target(f"prod-{letter}", "read") for letter in "abcde"]
    used = {rows[3].arn + "x": 5.0}
    assert Index(rows, used).search("prod") == [0, 1, 2, 3, 4]
    rows = [row._replace(account_id=f"{at:012}") for at, row in enumerate(rows)]
    used = {rows[3].arn: 2.0, rows[1].arn: 7.5}
    assert Index(rows, used).search("prod") == [1, 3, 0, 2, 4]
    assert Index([*rows, target("a-prod", "x")], {target("a-prod", "x").arn: 99.0}).search(
        "prod"
    ) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "query",
    [
        "second",
        "4567",
        "ops",
        "ops/re",
        "blue",
        "ask #pay",
        "eu-central",
        "policy",
        "zurich",
        "ZÜRICH",
    ],
)
def test_every_field_is_searched(query: str) -> None:
    row = Target(
        "123456789012",
        ("first", "second"),
        "ops/read",
        sources=("IAM policy",),
        region="eu-central-1",
        tags=("team: blue",),
        note="Payments in Zürich. Ask #pay first.",
    )
    assert Index([target("other", "x", "000000000000"), row]).search(query) == [1]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("123456789012", ["production read", "production admin"]),
        ("1234-5678-9012", ["production read", "production admin"]),
        ("3456-7890-1235 rec", ["prod-network recover"]),
        ("arn:aws:iam::123456789012:role/ops/read", ["production read"]),
        ("arn:aws:iam::123456789012:role/read", ["production read"]),
        ("arn:aws:sts::123456789012:assumed-role/read/alice", ["production read"]),
        ("arn:aws:iam::123456789012:role/unknown", ["production read", "production admin"]),
        ("arn:aws:iam::123456789012:user/alice", ["production read", "production admin"]),
        ("arn:aws:sns:eu-west-1:777777777777:topic", ["staging read"]),
        ("arn:aws:iam::000000000000:role/read", []),
        (
            "https://signin.aws.amazon.com/switchrole?account=345678901235&roleName=recover&x=y",
            ["prod-network recover"],
        ),
        (
            "https://signin.aws.amazon.com/switchrole?roleName=ops%2Fread&account=production",
            ["production read"],
        ),
        ("https://signin.amazonaws-us-gov.com/switchrole?account=777777777777", ["staging read"]),
        ("https://staging.signin.aws.amazon.com/console", ["staging read"]),
        ("https://777777777777.signin.aws.amazon.com/console", ["staging read"]),
        (
            "https://123456789012-abc.eu-central-1.console.aws.amazon.com/s3/home?region=eu-west-1#",
            ["production read", "production admin"],
        ),
        (
            "https://123456789012-abc.us-east-1.console.aws.amazon.com/iam/home#/roles/details/read?section=permissions",
            ["production read"],
        ),
        (
            "https://us-east-1.console.aws.amazon.com/go?arn=arn%3Aaws%3Aiam%3A%3A777777777777%3Arole%2Fread&x=1",
            ["staging read"],
        ),
        ("https://signin.aws.amazon.com.evil.example/switchrole?account=777777777777", []),
        ("https://eu-central-1.console.aws.amazon.com/s3/home", []),
    ],
)
def test_pasted_addresses_find_their_account_and_role(query: str, rows: list[str]) -> None:
    assert found(PICTURE, query) == rows
    assert found(PICTURE, f"  {query}\n") == rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("prdlogs", ["prod-logs read"]),
        ("admacc", ["payments-eu AdministratorAccess"]),
        ("shsv", ["shared-services prod-reader"]),
        ("pel", []),  # three letters too far apart
        ("dl", []),  # two letters never match scattered
        ("17", []),  # nor are digits
    ],
)
def test_letters_in_order_match_only_within_reach(query: str, rows: list[str]) -> None:
    assert found(PICTURE, query) == rows


def test_typing_on_finds_what_a_fresh_search_finds() -> None:
    index = Index(PICTURE)
    for query in ("prod re", "re peu", "pay eu admin", "shsv", "1234 p", "pr arn:aws:iam::1"):
        for typed in [query[:end] for end in range(len(query))] + [query, query[:-1], query[1:]]:
            assert index.search(typed) == Index(PICTURE).search(typed), typed


def test_highlights_mark_every_column_a_word_is_in() -> None:
    assert highlights(PICTURE[11], "prod re") == Highlights(
        account=((3, 5),), role=((0, 4), (5, 7)), account_id=(), other=None
    )
    assert highlights(PICTURE[10], "prod re").account == ((0, 6),)
    assert highlights(PICTURE[12], "prod re") == Highlights(
        account=(), role=((0, 2),), account_id=(), other=("tag: prod", ((5, 9),))
    )
    assert highlights(PICTURE[0], "1234 012") == Highlights((), (), ((0, 4), (9, 12)), None)


def test_highlights_mark_the_word_start_rather_than_the_first_place() -> None:
    assert highlights(target("approd-prod", "x"), "prod").account == ((7, 11),)


def test_highlights_of_scattered_letters_and_of_accents_are_the_letters_themselves() -> None:
    assert highlights(target("prod-logs", "x"), "prdlogs").account == ((0, 2), (3, 4), (5, 9))
    assert highlights(target("ﬁnance-Zürich", "x"), "zurich").account == ((7, 13),)
    assert highlights(target("ﬁnance", "x"), "fin").account == ((0, 2),)
    assert highlights(target("Zu\u0308rich", "x"), "zur").account == ((0, 4),)


def test_highlights_name_the_field_that_has_no_column() -> None:
    row = Target(
        "1" * 12, ("a", "second"), "ops/read", ("IAM policy",), region="eu-west-1", note="n"
    )
    assert highlights(row, "west").other == ("region: eu-west-1", ((11, 15),))
    assert highlights(row, "policy").other == ("source: IAM policy", ((12, 18),))
    assert highlights(row, "ops").other == ("path: ops/read", ((6, 9),))
    assert highlights(row, "sec").other == ("alias: second", ((7, 10),))


def test_highlights_of_a_pasted_arn_are_its_id_and_role() -> None:
    shown = highlights(PICTURE[0], PICTURE[0].arn)
    assert shown == Highlights((), ((0, 4),), ((0, 12),), None)


def lines(query: str, targets: list[Target] = PICTURE) -> list[tuple[str, str]]:
    return [(line.role, line.account.alias) for line in free_text_roles(Index(targets), query)]


def test_a_role_not_seen_yet_is_offered_in_the_best_account_of_the_other_words() -> None:
    assert lines("staging re")[0] == ("re", "staging")
    assert lines("auditor staging")[:2] == [("auditor", "staging")]
    assert lines("staging Auditor") == [("Auditor", "staging")]
    assert lines("ops/Auditor staging") == [("ops/Auditor", "staging")]


def test_roles_that_are_targets_are_not_offered_again() -> None:
    assert ("read", "staging") not in lines("staging read")
    assert ("read", "production") not in lines("123456789012 read")
    assert ("ops/read", "production") not in lines("production ops/read")


def test_the_word_typed_last_is_the_first_role() -> None:
    rows = [target("alpha", "x", "1" * 12), target("beta", "x", "2" * 12)]
    assert lines("alpha beta", rows) == [("beta", "alpha"), ("alpha", "beta")]


@pytest.mark.parametrize(
    "query", ["", "staging", "nothing here", "staging not?possible", "read staging-nowhere"]
)
def test_without_an_account_or_a_possible_role_nothing_is_offered(query: str) -> None:
    assert lines(query) == []


def test_at_most_three_roles_are_offered() -> None:
    rows = [target("a-b-c-d-e", "x")]
    assert [role for role, _ in lines("a b c d e", rows)] == ["e", "d", "c"]


def test_a_pasted_arn_of_an_unknown_role_offers_it() -> None:
    assert lines("arn:aws:iam::777777777777:role/ops/deploy") == [("ops/deploy", "staging")]
    assert lines("arn:aws:iam::777777777777:role/read") == []


def fields(row: Target) -> list[str]:
    plain = [*row.aliases, row.role, row.account_id, *row.tags, row.note, row.region, *row.sources]
    return [fold(text).text for text in plain]


def in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


@given(st.lists(TARGETS, max_size=6), QUERIES)
@settings(max_examples=300, deadline=None)
def test_every_hit_holds_each_word_and_every_holder_is_hit(rows: list[Target], query: str) -> None:
    hits = Index(rows).search(query)
    assert len(set(hits)) == len(hits)
    assert set(hits) <= set(range(len(rows)))
    if "://" in query or "arn:" in query:
        return
    tokens = fold(query).text.split()
    for position, row in enumerate(rows):
        texts = fields(row)
        if position in hits:
            assert all(any(in_order(token, text) for text in texts) for token in tokens)
        else:
            assert not all(any(token in text for text in texts) for token in tokens)


@given(st.lists(TARGETS, max_size=6), QUERIES)
@settings(max_examples=300, deadline=None)
def test_removing_a_word_never_loses_hits(rows: list[Target], query: str) -> None:
    hits = set(Index(rows).search(query))
    words = query.split()
    for place in range(len(words)):
        fewer = " ".join(words[:place] + words[place + 1 :])
        assert hits <= set(Index(rows).search(fewer))


@given(st.lists(TARGETS, max_size=6), QUERIES)
@settings(max_examples=300, deadline=None)
@example([target("abcdabe", "r")], "abcd abe")
def test_letter_by_letter_is_the_same_as_at_once(rows: list[Target], query: str) -> None:
    index = Index(rows)
    for end in range(len(query) + 1):
        assert index.search(query[:end]) == Index(rows).search(query[:end])


@given(TARGETS, QUERIES)
@settings(max_examples=500, deadline=None)
def test_highlights_lie_within_their_texts_and_say_why_it_is_a_hit(row: Target, query: str) -> None:
    shown = highlights(row, query)
    parts = [
        (row.alias, shown.account),
        (row.role_name, shown.role),
        (row.account_id, shown.account_id),
        *([shown.other] if shown.other else []),
    ]
    for text, spans in parts:
        end = -1
        for start, stop in spans:
            assert end < start < stop <= len(text)
            end = stop
    if Index([row]).search(query) and query.split() and fold(query).text.strip():
        assert any(spans for _, spans in parts)


@given(st.lists(TARGETS, max_size=4), QUERIES)
@settings(max_examples=200, deadline=None)
def test_offered_roles_never_fail_and_are_new(rows: list[Target], query: str) -> None:
    for role, row, _ in free_text_roles(Index(rows), query):
        assert row in rows
        assert role
        assert not [
            known for known in rows if (known.account_id, known.role) == (row.account_id, role)
        ]


def test_folding_is_the_same_for_a_character_wherever_it_stands() -> None:
    every = "".join(chr(code) for code in range(0x20, 0x3000)) + "\ud800🚀"
    for character in every:
        alone = fold(character + "é").text
        assert alone == fold("é" + character).text[1:] + "e"
        assert not any(unicodedata.combining(part) for part in alone)


def test_a_hostile_field_and_query_cost_little() -> None:
    """The most takes 0.05 s; what backtracks would take hours."""
    rows = [target("a " * 300, "a-" * 300) for _ in range(300)]
    index = Index(rows)
    for query in ("a" * 31 + "b", "a" * 5000, "ab " * 3000, "a " * 3000):
        started = time.process_time()
        index.search(query)
        free_text_roles(index, query)
        assert time.process_time() - started < 1.0, query[:40]
