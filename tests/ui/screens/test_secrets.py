"""No secret on the screen, in a screenshot, or in the repr of any object passed around."""

from collections.abc import Callable

from textual.message import Message

from rolecall.demo.world.bastion import alice
from tests.drivers.picker import Walk, WorldAround, insides, shot_text


def _secrets(world: WorldAround) -> list[str]:
    issued = [world.aws.world.key(session) for session in _key_ids(world)]
    user = alice(world.aws.world)
    found = [user.secret]
    for key in issued:
        assert key is not None
        found += [part for part in (key.secret, key.token) if part]
    return found


def _key_ids(world: WorldAround) -> list[str]:
    asked = {asked.access_key_id for asked in list(world.aws.calls)}
    held = {session.credentials.access_key_id for session in world.sessions()}
    return sorted(asked | held)


async def test_no_secret_is_shown_or_told(world: WorldAround) -> None:
    world.env["SSH_TTY"] = "/dev/pts/7"
    told: list[str] = []

    def overhear(message: Message) -> None:
        told.append(repr(message))

    async with world.picker(overhear=overhear) as walk:

        def look() -> None:
            told.append(walk.text)
            told.append(shot_text(walk.app))
            told.extend(repr(worker) for worker in walk.app.workers)
            told.extend(repr(screen) for screen in walk.app.screen_stack)
            told.extend(insides(screen) for screen in walk.app.screen_stack)
            told.extend(repr(widget) for widget in walk.app.screen.query("*"))

        await _walk_through(walk, world, look)

    assert any("waiting …" in text for text in told), "something was told"
    everything = "\n".join(told)
    secrets = _secrets(world)
    assert len(secrets) >= 5, "the user's, the MFA session's and the role's"
    for secret in secrets:
        assert secret not in everything
        assert secret[6:18] not in everything, "nor a part of it"


async def _walk_through(walk: Walk, world: WorldAround, look: Callable[[], None]) -> None:
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.see(", as alice")
    look()
    await walk.paste(world.wrong_code())
    await walk.see("AWS refused that code")
    look()
    await walk.paste(world.code())
    look()
    await walk.until(lambda: walk.at_rest, "the sign-in ends")
    look()
    await walk.press("ctrl+y")
    await walk.see("OSC 52")
    look()
    await walk.press("ctrl+s")
    await walk.see("x_security_token_expires")
    look()
    await walk.press("enter")
    await walk.see("Wrote profile")
    look()


async def test_a_code_is_in_no_message_of_ours(world: WorldAround) -> None:
    told: list[str] = []

    def overhear(message: Message) -> None:
        told.append(repr(message))

    async with world.picker(overhear=overhear) as walk:
        await walk.search("sandbox developer")
        await walk.press("enter")
        await walk.see(", as alice")
        code = world.code()
        await walk.type(code)
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
    assert any("Complete" in message for message in told)
    assert not any(code in message for message in told)
