"""What is removed together with a forgotten session."""

from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError
from rolecall.core.login import BaseIdentity
from rolecall.core.model import RoleSession
from rolecall.core.state.state import load_state, update_state
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.dynamic_profile import DynamicProfile, write_dynamic
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.sessions.handed import CLIPBOARD, handed, note_handed
from rolecall.signin.forgetting import (
    Forgotten,
    forget_all,
    forget_expired,
    forget_session,
    forget_target,
)
from tests.drivers.visitor import Visitor
from tests.samples.role_sessions import a_request

HOUR = timedelta(hours=1)


def hold_two_roles(visitor: Visitor) -> tuple[str, str]:
    """Two roles with profiles and clipboard notes, kept fresh; returns their access key ids."""
    read = visitor.sign_in().session
    developer = visitor.become("staging", "developer").session
    write_profiles(visitor.paths.aws_credentials, {"read": read, "developer": developer}, {})
    for session in (read, developer):
        note_handed(visitor.paths, session, CLIPBOARD, visitor.now)
    fresh = ("read", "developer", "foreign")
    update_state(visitor.paths.state_file, lambda state: state._replace(keep_fresh=fresh))
    return read.credentials.access_key_id, developer.credentials.access_key_id


def test_a_role_goes_with_its_profile_its_note_and_its_mark(visitor: Visitor) -> None:
    _, developer = hold_two_roles(visitor)
    request = visitor.plan("staging", "read").request
    assert forget_session(visitor.paths, visitor.desk().store, request) == Forgotten(1, ("read",))
    assert list(our_profiles_if_readable(visitor.paths.aws_credentials)) == ["developer"]
    assert list(handed(visitor.paths)) == [developer]
    assert load_state(visitor.paths.state_file).keep_fresh == ("developer", "foreign")
    assert visitor.held == ["mfa", "role"]
    assert not forget_session(visitor.paths, visitor.desk().store, request)


def test_everything_goes(visitor: Visitor) -> None:
    hold_two_roles(visitor)
    forgotten = forget_all(visitor.paths, visitor.desk().store)
    assert (forgotten.sessions, set(forgotten.profiles)) == (3, {"read", "developer"})
    assert handed(visitor.paths) == {}
    assert load_state(visitor.paths.state_file).keep_fresh == ("foreign",)
    assert visitor.held == []


def test_notes_that_cannot_be_written_keep_no_session(visitor: Visitor) -> None:
    hold_two_roles(visitor)
    Path(visitor.paths.handed_over).unlink()
    Path(visitor.paths.handed_over).mkdir()
    assert forget_all(visitor.paths, visitor.desk().store).sessions == 3


def test_one_session_is_forgotten_and_no_other(visitor: Visitor) -> None:
    hold_two_roles(visitor)
    store = visitor.desk().store
    (mfa,) = store.logins()
    assert store.forget(mfa)
    assert not store.forget(mfa)
    assert visitor.held == ["role", "role"]
    assert store.forget(store.role_sessions()[0])
    assert visitor.held == ["role"]


def copies(visitor: Visitor, *lasts: timedelta) -> list[RoleSession]:
    """Sessions of staging's `read` by as many keys, each in a profile and on the clipboard."""
    made, whole = [], visitor.sign_in().session
    store = visitor.desk().store
    for number, left in enumerate(lasts):
        keys = whole.credentials._replace(
            access_key_id=f"ASIACOPY{number:012}",
            expiration=visitor.now.replace(microsecond=0) + left,
        )
        request = whole.request._replace(identity_key=f"AKIAOTHER{number:011}")
        session = whole._replace(credentials=keys, request=request)
        store.keep_role(session)
        note_handed(visitor.paths, session, CLIPBOARD, visitor.now)
        made.append(session)
    store.forget_role(whole.request)
    profiles = {f"copy-{number}": session for number, session in enumerate(made)}
    write_profiles(visitor.paths.aws_credentials, profiles, {})
    return made


def profiles(visitor: Visitor) -> list[str]:
    return sorted(our_profiles_if_readable(visitor.paths.aws_credentials))


def test_every_session_of_a_target_goes_whatever_keys_it_was_taken_with(visitor: Visitor) -> None:
    made = copies(visitor, HOUR, 2 * HOUR, 3 * HOUR)
    other = visitor.become("staging", "developer").session
    gone = forget_target(visitor.paths, visitor.desk().store, made[0].request.digest)
    assert gone.sessions == 3
    assert sorted(gone.profiles) == ["copy-0", "copy-1", "copy-2"]
    assert visitor.desk().store.role_sessions() == [other]
    assert profiles(visitor) == []
    assert handed(visitor.paths) == {}


def test_every_session_that_is_over_goes_and_no_other(visitor: Visitor) -> None:
    made = copies(visitor, -HOUR, timedelta(0), timedelta(seconds=1), HOUR)
    now = visitor.now.replace(microsecond=0)
    gone = forget_expired(visitor.paths, visitor.desk().store, now)
    assert gone.sessions == 2
    assert sorted(gone.profiles) == ["copy-0", "copy-1"]
    assert visitor.desk().store.role_sessions() == [made[3], made[2]]
    assert profiles(visitor) == ["copy-2", "copy-3"]
    assert set(handed(visitor.paths)) == {s.credentials.access_key_id for s in made[2:]}


def test_a_login_kept_for_two_keys_is_forgotten_for_both(visitor: Visitor) -> None:
    visitor.sign_in()
    store = visitor.desk().store
    (mfa,) = store.logins()
    store.keep_login(mfa._replace(base=BaseIdentity("default", "AKIAANOTHERKEY000001")))
    assert len(store.logins()) == 2
    assert store.forget(mfa)
    assert store.logins() == []


@pytest.mark.parametrize("kind", ["handed_over", "state_file"])
def test_notes_that_cannot_be_written_keep_neither_sessions_nor_profiles(
    visitor: Visitor, kind: str
) -> None:
    copies(visitor, HOUR, 2 * HOUR)
    path = Path(getattr(visitor.paths, kind))
    path.unlink()
    path.mkdir()
    gone = forget_all(visitor.paths, visitor.desk().store)
    assert (gone.sessions, sorted(gone.profiles)) == (3, ["copy-0", "copy-1"])
    assert visitor.held == [] and profiles(visitor) == []


def test_a_config_file_that_cannot_be_written_is_noted_and_the_sessions_go(
    visitor: Visitor,
) -> None:
    copies(visitor, HOUR, 2 * HOUR)
    path = Path(visitor.paths.aws_config)
    call = DynamicProfile('"/bin/rolecall" credential-process a', a_request(), "eu-west-1")
    write_dynamic(str(path), "asks-us", call, {})
    path.chmod(0o400)
    gone = forget_all(visitor.paths, visitor.desk().store)
    assert gone.sessions == 3
    assert len(gone.notes) == 1 and "read-only" in gone.notes[0]
    assert visitor.held == [] and profiles(visitor) == []
    assert "asks-us" in path.read_text()


def test_a_credentials_file_that_cannot_be_read_leaves_the_sessions_to_be_forgotten_again(
    visitor: Visitor,
) -> None:
    copies(visitor, HOUR)
    path = Path(visitor.paths.aws_credentials)
    path.write_bytes(path.read_bytes() + b"[copy-0]\n")
    with pytest.raises(ConfigError, match="appears above already"):
        forget_all(visitor.paths, visitor.desk().store)
    assert visitor.held == ["mfa", "role"]


def test_what_was_forgotten_is_true_where_anything_was() -> None:
    assert not Forgotten(0, ())
    assert Forgotten(1, ()) and Forgotten(0, ("a",))
