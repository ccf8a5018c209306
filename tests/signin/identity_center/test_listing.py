"""Hundreds of accounts: at once what there is, next what is looked at, and nothing given up."""

import threading
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

import pytest

from rolecall.aws.identity_center.pace import Pacer
from rolecall.catalog.identity_center.assignments import Assigned, merged
from rolecall.core.errors import Cancelled, Refused, Unreachable
from rolecall.demo.faults import reset
from rolecall.signin.identity_center.listing import Batch, list_assignments, roles_of
from tests.demo.portal.center import FIRST, assigned
from tests.full import FULL
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(240)

ACCOUNTS = 665 if FULL else 130
ROLES = ("Admin", "Billing", "Read")


class Listing:
    """What a listing told, and what it asked for."""

    def __init__(self, corp: Corp) -> None:
        self.corp = corp
        self.batches: list[Batch] = []
        self.at_first = 0  # pages that were asked for when the first came
        self.pacer = Pacer(clock=corp.visitor.clock, sleep=corp.visitor.clock.advance)
        self.meanwhile: Callable[[int], None] = lambda place: None

    def run(self, wanted: Callable[[], Sequence[str]] = lambda: ()) -> Batch:
        corp = self.corp
        return list_assignments(
            corp.services,
            corp.center,
            corp.cached,
            wanted=wanted,
            found=self._found,
            check_cancelled=lambda: None,
            pacer=self.pacer,
        )

    @property
    def known(self) -> dict[str, Assigned]:
        accounts: dict[str, Assigned] = {}
        for batch in self.batches:
            accounts = merged(accounts, batch)
        return accounts

    @property
    def roles_asked(self) -> list[str]:
        return [
            parse_qs(each.request.query)["account_id"][0]
            for each in self.corp.aws.portal.requests
            if each.action == "ListAccountRoles"
        ]

    def _found(self, batch: Batch) -> None:
        if not self.batches:
            self.at_first = self.corp.asked("ListAccounts")
        self.batches.append(batch)
        self.meanwhile(len(self.batches))


@pytest.fixture
def listing(corp: Corp) -> Listing:
    corp.there.accounts.clear()
    assigned(corp.aws, ACCOUNTS, ROLES)
    corp.there.page_size = 100
    corp.sign_in()
    return Listing(corp)


def account(place: int) -> str:
    return f"6{place:011}"


def test_everything_comes_and_no_request_is_given_up(listing: Listing) -> None:
    everything = listing.run()
    assert len(everything) == ACCOUNTS
    assert all(each.roles == ROLES for each in everything)
    assert listing.known == {each.account_id: each for each in everything}
    assert everything[0] == Assigned(FIRST, "team-0", "0@example.com", ROLES)
    assert listing.at_first == 1, "the first accounts are there before more are asked for"
    assert len(listing.batches[0]) == 100
    assert len(listing.roles_asked) - listing.pacer.refused == ACCOUNTS


def test_a_portal_that_takes_fewer_requests_is_asked_more_slowly(
    corp: Corp, listing: Listing
) -> None:
    corp.there.requests_a_second = 8
    assert all(each.roles == ROLES for each in listing.run())
    assert listing.pacer.refused > 0


def test_what_is_looked_at_comes_next(listing: Listing) -> None:
    shown: list[str] = [account(90)]
    changed: list[int] = []  # requests that were sent before

    def look_elsewhere(place: int) -> None:
        if place == 40:
            shown[:] = [account(99), account(98)]
            changed.append(len(listing.roles_asked))

    listing.meanwhile = look_elsewhere
    listing.run(lambda: tuple(shown))
    asked = listing.roles_asked
    under_way = 12  # in several threads, of which one may overtake another
    assert asked.index(account(90)) < under_way
    place = max(asked.index(account(99)), asked.index(account(98)))
    assert place < changed[0] + under_way
    assert place < 90, "long before their turn"


def test_an_expired_token_is_refreshed_once_for_all(corp: Corp, listing: Listing) -> None:
    listing.meanwhile = lambda place: corp.advance(hours=1) if place == 20 else None
    assert all(each.roles == ROLES for each in listing.run())
    assert corp.asked("CreateToken") == 2


def test_a_session_that_ends_half_way_leaves_what_has_come(corp: Corp, listing: Listing) -> None:
    def end(place: int) -> None:
        if place == 20 and corp.there.session:
            corp.there.log_out(corp.there.session)

    listing.meanwhile = end
    with pytest.raises(Refused) as error:
        listing.run()
    assert error.value.message.startswith("Only ")
    assert "The Identity Center session of corp has expired." in error.value.message
    assert len(listing.known) >= 100
    assert sum(each.roles is not None for each in listing.known.values()) >= 18


def test_a_portal_that_is_down_half_way_leaves_what_has_come(corp: Corp, listing: Listing) -> None:
    def down(place: int) -> None:
        if place == 20:
            corp.aws.faults.add("ListAccountRoles", reset())

    listing.meanwhile = down
    with pytest.raises(Unreachable) as error:
        listing.run()
    assert f"of {len(listing.known)} accounts of corp were listed: " in error.value.message
    assert sum(each.roles is not None for each in listing.known.values()) >= 18


def test_an_account_that_was_taken_away_meanwhile_has_no_roles(
    corp: Corp, listing: Listing
) -> None:
    def take_away(place: int) -> None:
        if place == 1:
            del corp.there.accounts[account(80)]

    listing.meanwhile = take_away
    listing.run()
    assert listing.known[account(80)].roles == ()


def test_whoever_leaves_leaves_nothing_running(corp: Corp, listing: Listing) -> None:
    def leave(place: int) -> None:
        if place == 10:
            raise Cancelled

    listing.meanwhile = leave
    with pytest.raises(Cancelled):
        listing.run()
    for thread in threading.enumerate():
        if thread.name == "list-roles":
            thread.join(30)
            assert not thread.is_alive()


def test_the_roles_of_one_account_are_there_at_once(corp: Corp) -> None:
    token = corp.sign_in()
    assert roles_of(corp.services, corp.center, token, FIRST) == ("Admin", "Read")
    corp.advance(hours=1)
    assert roles_of(corp.services, corp.center, token, FIRST) == ("Admin", "Read")
