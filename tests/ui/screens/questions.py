"""The dialogs that ask before a session is made or forgotten: opened as a user would."""

from pathlib import Path

from rolecall.handover.profile.credentials_file import write_profiles
from tests.drivers.picker import Walk, WorldAround


def a_ticket_in_the_name(world: WorldAround) -> None:
    settings = Path(world.home.paths.config_file)
    settings.write_text("[defaults]\nsession_name = '{user}-{ticket}'\n" + settings.read_text())
    world.hold("sandbox", "read")


def a_read_only_account(world: WorldAround) -> None:
    settings = Path(world.home.paths.config_file)
    named = "[accounts.production]\n"
    assert named in settings.read_text()
    settings.write_text(settings.read_text().replace(named, f"{named}read_only = true\n"))
    world.hold("sandbox", "read")


def a_role_with_profiles(world: WorldAround) -> None:
    session = world.hold("production", "read")
    names = dict.fromkeys((f"prod-{place}" for place in range(20)), session)
    write_profiles(world.home.paths.aws_credentials, names, {})


async def the_ticket(walk: Walk) -> None:
    await walk.search("staging developer")
    await walk.press("enter")
    await walk.see("Which ticket is it for?")
    await walk.paste("OPS 1 " * 20)
    await walk.press("enter")


async def the_reason(walk: Walk) -> None:
    await walk.search("production read")
    await walk.press("f3")
    await walk.see("reason")
    await walk.paste("INC-7: restart the queue " * 20)
    await walk.press("enter")


async def the_mfa_session_forgotten(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("MFA session")
    await walk.press("ctrl+home", "ctrl+d")
    await walk.see("Forget the MFA session")


async def a_role_session_forgotten(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("production")
    await walk.press("ctrl+d")
    await walk.see("Forget production")
