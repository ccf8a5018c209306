"""Every screen and dialog of the picker, each opened as a user would. A new one is a function."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.screen import Screen

from rolecall.demo.bastion import alice
from rolecall.demo.federation import federate
from rolecall.demo.stage import lay
from rolecall.demo.totp import TotpDevice
from tests.ui.harness import Walk, WorldAround

Before = Callable[[WorldAround], None]
Open = Callable[[Walk], Awaitable[None]]


def nothing(world: WorldAround) -> None:
    pass


def a_held_role(world: WorldAround) -> None:
    world.hold("production", "read")


def one_device(world: WorldAround) -> None:
    del alice(world.aws.world).devices[1:]
    world.shows_codes = True


def six_devices(world: WorldAround) -> None:
    devices = alice(world.aws.world).devices
    devices += [TotpDevice(f"arn:aws:iam::111122223333:mfa/device-{n}") for n in range(4)]


def an_identity_provider(world: WorldAround) -> None:
    federate(world.aws.world)
    world.home = lay(world.home.home.parent, world.aws.world, world.aws.endpoint, world.env)
    world.shows_codes = True


def no_accounts(world: WorldAround) -> None:
    Path(world.home.paths.accounts_file).write_text(json.dumps({}))
    Path(world.home.paths.config_file).unlink()


async def at_rest(walk: Walk) -> None:
    await walk.see("production")


async def a_query_and_a_message(walk: Walk) -> None:
    await walk.search("prod re")
    walk.picker.say("error", "This is what happened, at some length. " * 4, "And what to do.")


async def guesses(walk: Walk) -> None:
    await walk.search("sandvox devxloper")
    await walk.see("erhaps meant")
    await walk.press("down")


async def the_code(walk: Walk) -> None:
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.see("MFA code")


async def the_code_refused(walk: Walk) -> None:
    await the_code(walk)
    await walk.paste(walk.world.wrong_code())
    await walk.see("AWS refused that code")


async def the_name(walk: Walk) -> None:
    await walk.search("production read")
    await walk.press("enter")
    await walk.see("to assume it.")
    await walk.paste("producx" * 20)


async def the_login_refused(walk: Walk) -> None:
    await walk.ask_login()
    await walk.log_in(password="wrong" * 20)
    await walk.until(lambda: "refused that login" in walk.words, "the reason")


async def the_profile(walk: Walk) -> None:
    await walk.search("production read")
    await walk.press("ctrl+s")
    await walk.see("Write profile")


async def the_help(walk: Walk) -> None:
    await walk.press("f1")
    await another_screen(walk)


async def the_palette(walk: Walk) -> None:
    await walk.press("ctrl+p")
    await another_screen(walk)
    await walk.type("e")


async def the_board(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("production")


async def another_screen(walk: Walk) -> None:
    def opened() -> bool:
        top: Screen[object] = walk.app.screen
        return top is not walk.picker and top.is_mounted

    await walk.until(opened, "another screen")


async def whatever(walk: Walk) -> None:
    await walk.pilot.pause()


SCREENS: dict[str, tuple[Before, Open]] = {
    "picker": (a_held_role, at_rest),
    "query and message": (a_held_role, a_query_and_a_message),
    "guesses": (nothing, guesses),
    "nothing yet": (no_accounts, whatever),
    "code, one device": (one_device, the_code),
    "code refused, six devices": (six_devices, the_code_refused),
    "protected": (nothing, the_name),
    "login refused": (an_identity_provider, the_login_refused),
    "write profile": (a_held_role, the_profile),
    "help": (nothing, the_help),
    "palette": (nothing, the_palette),
    "board": (a_held_role, the_board),
}
