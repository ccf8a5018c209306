"""When sessions of Identity Center end: noted, learned, else as AWS sets them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rolecall.core.login import BaseIdentity, LoginKind
from rolecall.core.secret import Secret
from rolecall.sessions.aws_tools.sso_sessions import SsoSessions, SsoShelf
from rolecall.sessions.aws_tools.sso_tokens import SsoToken, SsoTokens
from rolecall.sessions.store import SessionStore
from tests.samples.sso_tokens import ACCESS, CENTER, NOW, TOKEN, URL

HOUR = timedelta(hours=1)
KIND = LoginKind("identity-center", HOUR * 0, "", "", "", "", "", "", "", "")
BASE = BaseIdentity("identity-center:corp", URL)
OTHER = CENTER._replace(name="other", session="other")


@pytest.fixture
def tokens(tmp_path: Path) -> SsoTokens:
    return SsoTokens(str(tmp_path / "sso"))


@pytest.fixture
def notes(tmp_path: Path) -> SsoSessions:
    return SsoSessions(str(tmp_path / "cache" / "sso-sessions.json"))


@pytest.fixture
def shelf(tokens: SsoTokens, notes: SsoSessions) -> SsoShelf:
    return SsoShelf([OTHER, CENTER], tokens, notes)


def issued_at(moment: datetime) -> SsoToken:
    """The token that was refreshed then, after most of its hour."""
    return TOKEN._replace(expiration=moment + HOUR / 4)


def test_a_session_ends_eight_hours_after_it_began(notes: SsoSessions) -> None:
    assert notes.end_of(CENTER) is None
    notes.began(CENTER, NOW)
    assert notes.end_of(CENTER) == NOW + 8 * HOUR
    assert notes.end_of(OTHER) is None


@pytest.mark.parametrize("lasts", [HOUR / 2, 4 * HOUR, 12 * HOUR])
def test_their_length_is_learned_from_the_first_that_ends(
    notes: SsoSessions, lasts: timedelta
) -> None:
    notes.began(CENTER, NOW)
    alive = HOUR
    while alive < lasts:
        notes.alive(CENTER, NOW + alive, issued_at(NOW + alive))
        alive += HOUR
    notes.ended(CENTER, NOW + lasts)
    assert notes.end_of(CENTER) is None
    notes.began(CENTER, NOW + 24 * HOUR)
    assert notes.end_of(CENTER) == NOW + 24 * HOUR + lasts


def test_a_night_without_a_look_teaches_nothing(notes: SsoSessions) -> None:
    notes.began(CENTER, NOW)
    notes.ended(CENTER, NOW + 16 * HOUR)
    notes.began(CENTER, NOW)
    assert notes.end_of(CENTER) == NOW + 8 * HOUR


def test_a_session_that_lives_longer_corrects_what_a_short_one_taught(notes: SsoSessions) -> None:
    notes.began(CENTER, NOW)
    notes.ended(CENTER, NOW + HOUR)
    notes.began(CENTER, NOW)
    notes.alive(CENTER, NOW + HOUR, issued_at(NOW + HOUR))
    assert notes.end_of(CENTER) == NOW + HOUR
    notes.alive(CENTER, NOW + 2 * HOUR, issued_at(NOW + 2 * HOUR))
    assert notes.end_of(CENTER) == NOW + 8 * HOUR
    notes.alive(CENTER, NOW + 8 * HOUR, issued_at(NOW + 8 * HOUR))
    notes.alive(CENTER, NOW + 9 * HOUR, issued_at(NOW + 9 * HOUR))
    assert notes.end_of(CENTER) == NOW + 9 * HOUR


def test_who_signs_out_leaves_the_length_known(notes: SsoSessions) -> None:
    notes.began(CENTER, NOW)
    notes.ended(CENTER, NOW + HOUR)
    notes.began(CENTER, NOW)
    notes.forget(CENTER)
    assert notes.end_of(CENTER) is None
    assert notes.noted(CENTER).lasts == HOUR


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"corp https://corp.awsapps.com/start": 7}',
        '{"corp https://corp.awsapps.com/start": {"began": "x"}}',
        '{"corp https://corp.awsapps.com/start": {"began": 7, "lasts": [1]}}',
        '{"corp https://corp.awsapps.com/start": {"lasts": 1e400}}',
    ],
)
def test_a_damaged_note_is_none(notes: SsoSessions, tmp_path: Path, content: str) -> None:
    notes.began(CENTER, NOW)
    (tmp_path / "cache" / "sso-sessions.json").write_text(content)
    assert notes.end_of(CENTER) is None
    notes.began(CENTER, NOW)
    assert notes.end_of(CENTER) == NOW + 8 * HOUR


def test_the_shelf_has_the_session_and_not_the_hour_of_its_token(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions
) -> None:
    assert shelf.login(BASE) is None
    assert shelf.logins() == []
    tokens.keep(CENTER, TOKEN)
    notes.began(CENTER, NOW)
    login = shelf.login(BASE)
    assert login is not None
    assert shelf.logins() == [login]
    assert (login.kind, login.base, login.name) == ("identity-center", BASE, "corp")
    assert (login.started, login.expiration) == (NOW, NOW + 8 * HOUR)
    assert login.secret == ACCESS


def test_a_session_that_nobody_noted_began_when_its_token_was_issued(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions
) -> None:
    later = TOKEN._replace(expiration=NOW + 20 * HOUR)
    tokens.keep(CENTER, later)
    (login,) = shelf.logins()
    assert (login.started, login.expiration) == (NOW + 19 * HOUR, NOW + 27 * HOUR)
    notes.began(CENTER, NOW)  # of an earlier session: this token was issued after its end
    (login,) = shelf.logins()
    assert (login.started, login.expiration) == (NOW + 19 * HOUR, NOW + 27 * HOUR)


def test_a_session_that_another_tool_began_does_not_begin_with_each_refresh(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions
) -> None:
    tokens.keep(CENTER, TOKEN)  # issued now
    for refreshes in range(1, 5):
        before = tokens.read(CENTER)
        assert before is not None
        at = NOW + refreshes * HOUR
        notes.alive(CENTER, at, before)
        tokens.keep(CENTER, TOKEN._replace(expiration=at + HOUR))
        (login,) = shelf.logins()
        assert (login.started, login.expiration) == (NOW, NOW + 8 * HOUR)


def test_a_token_without_a_refresh_ends_the_session_with_it(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions
) -> None:
    notes.began(CENTER, NOW)
    for token in (
        TOKEN._replace(refresh_token=Secret("")),
        TOKEN._replace(registration_expires=NOW + HOUR / 2),
    ):
        tokens.keep(CENTER, token)
        (login,) = shelf.logins()
        assert login.expiration == NOW + HOUR


def test_no_session_ends_before_its_token(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions
) -> None:
    notes.began(CENTER, NOW - 7.5 * HOUR)
    tokens.keep(CENTER, TOKEN)
    (login,) = shelf.logins()
    assert login.expiration == TOKEN.expiration


def test_forgetting_takes_the_token_also_where_it_was_refreshed_since(
    shelf: SsoShelf, tokens: SsoTokens, notes: SsoSessions, tmp_path: Path
) -> None:
    store = SessionStore(str(tmp_path / "sessions"), [shelf])
    tokens.keep(CENTER, TOKEN)
    notes.began(CENTER, NOW)
    login = store.login(KIND, BASE, NOW)
    assert login is not None
    tokens.keep(CENTER, TOKEN._replace(access_token=Secret("aoa-later")))
    assert store.changed_at() > 0
    assert store.forget(login)
    assert store.logins() == []
    assert not store.forget(login)
    assert notes.end_of(CENTER) is None
