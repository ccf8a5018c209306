"""The rows of the list, line by line."""

from collections.abc import Iterable

from rolecall.core.model import Target
from rolecall.core.search.index import Index
from rolecall.core.state.state import Recent, target_key
from rolecall.ui.targets.matching.matching_rows import rows_matching
from rolecall.ui.targets.target_rows import (
    GAP,
    RECENT,
    Listing,
    Row,
    rows_without_query,
)

TARGETS = tuple(
    Target(f"{place:012}", (alias,), role)
    for place, (alias, role) in enumerate(
        [("audit", "read"), ("production", "admin"), ("production", "read"), ("sandbox", "read")]
    )
)


def _at_rest(
    held: Iterable[int] = (),
    newest_first: Iterable[int] = (),
    targets: tuple[Target, ...] = TARGETS,
) -> Listing:
    used = [targets[place] for place in newest_first]
    recents = {
        target_key(target.account_id, target.role): Recent(1000 - age, 1)
        for age, target in enumerate(used)
    }
    return rows_without_query(targets, held, recents)


def _matching(query: str, targets: tuple[Target, ...] = TARGETS) -> Listing:
    return rows_matching(
        query,
        Index(targets),
        targets,
        lambda account, role: account._replace(role=role),
        lambda _, address: Target(address.account, (), address.role or "read"),
    )


def _words(listing: Listing) -> list[str]:
    return [_word(row) for row in listing.rows]


def _word(row: Row) -> str:
    if row.target is None:
        return row.heading or "-"
    typed = "typed " if row.typed else ""
    return f"{typed}{row.target.alias}/{row.target.role}"


def test_with_nothing_held_or_used_there_are_no_groups() -> None:
    listing = _at_rest()
    assert _words(listing) == ["audit/read", "production/admin", "production/read", "sandbox/read"]
    assert (listing.found, listing.cursor) == (4, 0)


def test_held_then_recent_then_the_rest_each_once() -> None:
    listing = _at_rest(held=[3], newest_first=[3, 2, 0])
    assert _words(listing) == [
        "Held now",
        "sandbox/read",
        "-",
        "Recent",
        "production/read",
        "audit/read",
        "-",
        "All, a to z",
        "production/admin",
    ]
    assert listing.found == 4


def test_the_cursor_starts_on_the_first_target() -> None:
    listing = _at_rest(held=[3])
    assert listing.rows[listing.cursor].target == TARGETS[3]


def test_recent_are_a_handful_the_last_used_first() -> None:
    many = tuple(Target(f"{place:012}", (f"account-{place}",), "read") for place in range(12))
    listing = _at_rest((), reversed(range(12)), many)
    recent = listing.rows[1 : listing.rows.index(GAP)]
    assert [row.target for row in recent] == list(reversed(many))[:RECENT]


def test_a_query_has_hits_then_roles_to_be_typed() -> None:
    listing = _matching("sandbox reader")
    assert _words(listing) == ["typed sandbox/reader"]
    assert (listing.found, listing.cursor) == (0, 0)

    listing = _matching("sandbox re")
    assert _words(listing) == ["sandbox/read", "-", "typed sandbox/re"]
    assert listing.found == 1


def test_a_recent_role_that_is_no_target_any_more_is_left_out() -> None:
    recents = {target_key("999999999999", "gone"): Recent(5, 1)}
    assert _words(rows_without_query(TARGETS, (), recents))[0] == "audit/read"


def test_nothing_found_is_said_where_the_rows_would_be() -> None:
    listing = _matching("§§§")
    assert listing.found == 0
    assert all(row.target is None for row in listing.rows)
    assert "No match." in listing.rows[0].heading


def test_no_targets_at_all_is_said_with_what_to_do() -> None:
    listing = _at_rest(targets=())
    assert listing.found == 0
    assert all(row.target is None for row in listing.rows)
    assert "~/.aws/accounts" in " ".join(row.heading for row in listing.rows)
