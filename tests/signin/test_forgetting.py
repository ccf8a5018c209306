"""What is removed together with a forgotten session."""

from pathlib import Path

from rolecall.core.state.state import load_state, update_state
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from rolecall.sessions.handed import CLIPBOARD, handed, note_handed
from rolecall.signin.forgetting import Forgotten, forget_all, forget_session
from tests.drivers.visitor import Visitor


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
