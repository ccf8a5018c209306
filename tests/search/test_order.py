"""What must hold for the order of hits, whatever the list."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rolecall.core.model import Target
from rolecall.core.search.index import Index
from rolecall.core.search.ranking import LOOKED_AT
from tests.samples.made_targets import made

WORDS = ("prod", "pr", "production", "Data", "read", "EU", "ro", "admin", "x7", "live", "a")
NAMES = st.builds(
    lambda words, separator: separator.join(words),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from(("-", "_", " ", "", ".")),
)
ROLES = st.sampled_from(("read", "ReadOnly", "admin", "PowerUser", "AWSReadOnlyAccess", "live"))
TARGETS = st.builds(
    lambda number, name, role, tag: Target(f"{number:012d}", (name,), role, tags=(tag,)),
    st.integers(0, 10**12 - 1),
    NAMES,
    ROLES,
    st.sampled_from(WORDS),
)
QUERIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@given(st.lists(TARGETS, max_size=20), st.sampled_from(WORDS))
@settings(max_examples=300, deadline=None)
def test_an_account_of_that_name_stands_above_all_others(rows: list[Target], word: str) -> None:
    names = [rows[hit].alias.lower() == word.lower() for hit in Index(rows).search(word)]
    assert names == sorted(names, reverse=True)


@given(st.lists(TARGETS, max_size=20), QUERIES)
@settings(max_examples=300, deadline=None)
def test_what_has_each_word_as_a_whole_name_stands_first(rows: list[Target], query: str) -> None:
    def is_exact(row: Target) -> bool:
        own = {row.alias.lower(), row.role_name.lower()}
        return set(query.lower().split()) == own

    found = [is_exact(rows[hit]) for hit in Index(rows).search(query)]
    assert found == sorted(found, reverse=True)


@given(st.lists(TARGETS, max_size=20), TARGETS, st.integers(0, 20), QUERIES)
@settings(max_examples=300, deadline=None)
def test_another_account_never_changes_the_order_of_the_others(
    rows: list[Target], new: Target, place: int, query: str
) -> None:
    place = min(place, len(rows))
    more = [*rows[:place], new, *rows[place:]]
    before = Index(rows).search(query)
    after = [hit - (hit > place) for hit in Index(more).search(query) if hit != place]
    assert after == before


def test_of_more_hits_than_are_weighed_none_is_lost_and_the_best_is_first() -> None:
    rows = made(8 * LOOKED_AT)
    best = Target("1" * 12, ("prod",), "read")
    hits = Index([*rows, best]).search("prod")
    assert hits[0] == len(rows)
    assert len(set(hits)) == len(hits) > 2 * LOOKED_AT
    alone = [at for at, row in enumerate(rows[:500]) if Index([row]).search("prod")]
    assert set(alone) == {hit for hit in hits if hit < 500}
