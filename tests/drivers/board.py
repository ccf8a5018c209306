"""The session board: what is under its cursor, what is in our profiles, and what is auto-renew."""

from rolecall.core.model import RoleSession
from rolecall.core.state.state import update_state
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.ui.sessions.session_rows import SessionRow
from tests.drivers.picker import Walk, WorldAround


def row(walk: Walk) -> SessionRow:
    found = walk.picker.sessions.row
    assert found is not None
    return found


def at(walk: Walk) -> str:
    """The session under the cursor, `NAME/ROLE`."""
    return f"{row(walk).name}/{row(walk).role}"


def write(world: WorldAround, session: RoleSession, *names: str) -> None:
    write_profiles(world.home.paths.aws_credentials, dict.fromkeys(names, session), {})


def keep(world: WorldAround, *names: str) -> None:
    update_state(world.home.paths.state_file, lambda state: state._replace(keep_fresh=names))


def held_by(world: WorldAround) -> dict[str, str]:
    """The access key ids in our profiles."""
    found = our_profiles(world.home.paths.aws_credentials)
    return {name: profile.access_key_id for name, profile in found.items()}


def key_id(session: RoleSession) -> str:
    return session.credentials.access_key_id


async def done(walk: Walk, words: str) -> None:
    await walk.until(lambda: walk.at_rest and words in walk.message, f"“{words}”")
