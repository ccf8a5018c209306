"""Signing out: the session ends in AWS, and nothing of it is left here."""

import pytest

from rolecall.core.errors import Unreachable
from rolecall.demo.faults import reset
from rolecall.signin.identity_center.sign_out import sign_out
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(60)  # a page that nobody answers is waited for


def test_a_session_ends_for_all(corp: Corp) -> None:
    assert not sign_out(corp.services, corp.center)
    corp.sign_in()
    assert sign_out(corp.services, corp.center)
    assert corp.there.session is not None
    assert corp.there.session.ended
    assert corp.tokens.read(corp.center) is None
    assert corp.notes.end_of(corp.center) is None
    assert corp.services.store.logins() == []
    corp.sign_in()
    assert not corp.there.session.ended, "a new session began"


def test_an_expired_token_is_refreshed_to_end_its_session(corp: Corp) -> None:
    corp.sign_in()
    corp.advance(hours=2)
    assert sign_out(corp.services, corp.center)
    assert corp.there.session is not None
    assert corp.there.session.ended


def test_what_was_over_already_is_only_forgotten(corp: Corp) -> None:
    corp.sign_in()
    corp.advance(hours=9)
    assert sign_out(corp.services, corp.center)
    assert corp.tokens.read(corp.center) is None


def test_where_aws_is_not_reached_nothing_stays_here(corp: Corp) -> None:
    corp.sign_in()
    corp.aws.faults.add("Logout", reset())
    with pytest.raises(Unreachable) as error:
        sign_out(corp.services, corp.center)
    assert error.value.message.startswith("Signed out of corp here, but AWS was not told: ")
    assert corp.tokens.read(corp.center) is None
