"""Every screen and dialog of the picker, each opened as a user would; one function per screen."""

import json
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.screen import Screen

from rolecall.core.state.state import State, update_state
from rolecall.demo.faults import stalled
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.federation import federate
from rolecall.demo.world.totp import TotpDevice
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.ui.dialogs.add_account import AddAccountDialog
from rolecall.ui.dialogs.browser.add_identity_center import AddIdentityCenterDialog
from rolecall.ui.dialogs.browser.browser_login import BrowserDialog
from rolecall.ui.dialogs.confirm import ConfirmDialog, ForgetDialog
from rolecall.ui.dialogs.help import HelpDialog
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.dialogs.palette import Palette
from rolecall.ui.dialogs.questions.elevate import ElevateDialog
from rolecall.ui.dialogs.questions.region import RegionDialog
from rolecall.ui.dialogs.questions.ticket import TicketDialog
from rolecall.ui.dialogs.saml_login import SamlDialog
from rolecall.ui.dialogs.write_profile import WriteProfileDialog
from tests.drivers.browser.browser_asker import BrowserAsker
from tests.drivers.picker import Walk, WorldAround
from tests.samples.cli_cache import hold_by_the_cli
from tests.ui.screens.questions import (
    a_read_only_account,
    a_role_session_forgotten,
    a_role_with_profiles,
    a_ticket_in_the_name,
    the_mfa_session_forgotten,
    the_reason,
    the_ticket,
)

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
    world.home = build_stage(world.home.home.parent, world.aws.world, world.aws.endpoint, world.env)
    world.shows_codes = True


def no_accounts(world: WorldAround) -> None:
    Path(world.home.paths.accounts_file).write_text(json.dumps({}))
    Path(world.home.paths.config_file).unlink()
    Path(world.home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def no_keys_either(world: WorldAround) -> None:
    no_accounts(world)
    Path(world.home.paths.aws_credentials).unlink()
    Path(world.home.paths.aws_config).write_text("[profile w]\nsso_start_url = https://x\n")


def every_group(world: WorldAround) -> None:
    """Held, pinned and recent targets, and sessions of every kind."""
    an_identity_provider(world)
    for account, role in (("sandbox", "admin"), ("production", "read"), ("staging", "read")):
        session = world.hold(account, role)
        name = f"{account}-{role}"
        write_profiles(world.home.paths.aws_credentials, {name: session}, {})
        world.env["AWS_ACCESS_KEY_ID"] = session.credentials.access_key_id
        world.clock.advance(1400)
    world.hold("partner-portal", "read")
    hold_by_the_cli(world, world.now() + timedelta(minutes=9))

    def pins(state: State) -> State:
        return state._replace(pins=("888899990000/read",), keep_fresh=("production-read",))

    update_state(world.home.paths.state_file, pins)


def an_old_session(world: WorldAround) -> None:
    """A protected session that has expired and cannot be renewed without a prompt."""
    world.hold("production", "read")
    world.clock.advance(13 * 3600)


def silent(world: WorldAround) -> None:
    world.aws.faults.add("AssumeRole", stalled(threading.Event(), longest=30))


async def at_rest(walk: Walk) -> None:
    await walk.see("production")


async def a_query_and_a_message(walk: Walk) -> None:
    await walk.search("prod re")
    walk.picker.say("error", "This is what happened, at some length. " * 4, "And what to do.")


async def nothing_found(walk: Walk) -> None:
    await walk.search("§§§ §")
    await walk.see("No match.")


async def guesses(walk: Walk) -> None:
    await walk.search("sandvox devxloper")
    await walk.see("Did you mean")
    await walk.press("down")


async def the_code(walk: Walk) -> None:
    await walk.search("sandbox developer")
    await walk.press("enter")
    await walk.see(", as alice")


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
    await walk.until(lambda: "rejected the login" in walk.words, "the reason")


async def the_login(walk: Walk) -> None:
    await walk.ask_login()


async def an_account(walk: Walk) -> None:
    await walk.press("enter")
    await walk.see("account id")
    await walk.paste("sta ging" * 20)
    await walk.press("enter", "enter")


async def the_region(walk: Walk) -> None:
    await walk.search("sandbox developer")
    walk.picker.action_run("region")
    await walk.see("Region of sandbox")


async def the_region_refused(walk: Walk) -> None:
    await the_region(walk)
    await walk.paste("us-gov-west-1")
    await walk.press("enter")
    await walk.until(lambda: "is in the partition" in walk.words, "the reason")


async def marks(walk: Walk) -> None:
    for query in ("staging admin", "payments-prod break-glass", "sandbox read", "audit read"):
        await walk.search(query)
        await walk.press("tab")
    await walk.search("")
    await walk.see("4 marked")


async def the_code_for_many(walk: Walk) -> None:
    await marks(walk)
    await walk.press("ctrl+s")
    await walk.see(", as alice")


async def a_round_under_way(walk: Walk) -> None:
    await the_code_for_many(walk)
    await walk.paste(walk.world.code())
    await walk.see("0 of 4 answered")


async def a_round_with_a_refusal(walk: Walk) -> None:
    await the_code_for_many(walk)
    await walk.paste(walk.world.code())
    await walk.until(lambda: walk.at_rest, "the round ends")
    assert "1 of 4 roles failed" in walk.message


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


async def a_settings_values(walk: Walk) -> None:
    await walk.press("ctrl+p")
    await another_screen(walk)
    await walk.paste("theme")
    await walk.see("Colors: dark")
    await walk.press("enter")
    await walk.see("catppuccin-latte")


async def the_help_over_a_dialog(walk: Walk) -> None:
    await the_code(walk)
    await walk.press("f1")
    await walk.see("Help: MFA code")


async def the_board(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("production")


async def the_board_with_a_query(walk: Walk) -> None:
    await the_board(walk)
    await walk.press("down", "down")
    await walk.type("sta")


async def the_help_over_the_board(walk: Walk) -> None:
    await the_board(walk)
    await walk.press("f1")
    await another_screen(walk)


async def the_palette_over_the_board(walk: Walk) -> None:
    await the_board(walk)
    await walk.press("ctrl+p")
    await another_screen(walk)


async def the_code_of_a_renewal(walk: Walk) -> None:
    await the_board(walk)
    await walk.press("ctrl+r")
    await walk.see(", as alice")


async def an_empty_board(walk: Walk) -> None:
    await walk.press("ctrl+t")
    await walk.see("No sessions yet.")


async def the_sign_in_page(walk: Walk) -> None:
    await BrowserAsker(walk).ask(by_device=True)
    await walk.see("Approve only")


async def an_identity_center(walk: Walk) -> None:
    walk.picker.action_run("add-identity-center")
    await walk.see("Add an Identity Center")
    await walk.paste("https://acme.awsapps.com/start")


async def another_screen(walk: Walk) -> None:
    def opened() -> bool:
        top: Screen[object] = walk.app.screen
        return top is not walk.picker and top.is_mounted

    await walk.until(opened, "another screen")


async def nothing_to_pick(walk: Walk) -> None:
    await walk.see("No accounts yet")


SCREENS: dict[str, tuple[Before, Open]] = {
    "picker": (a_held_role, at_rest),
    "picker, every group": (every_group, at_rest),
    "query and message": (a_held_role, a_query_and_a_message),
    "nothing found": (nothing, nothing_found),
    "guesses": (nothing, guesses),
    "marks": (a_held_role, marks),
    "round under way": (silent, a_round_under_way),
    "round with a refusal": (nothing, a_round_with_a_refusal),
    "first run": (no_accounts, nothing_to_pick),
    "first run, no keys": (no_keys_either, nothing_to_pick),
    "add account": (no_accounts, an_account),
    "add identity center": (nothing, an_identity_center),
    "sign-in page": (nothing, the_sign_in_page),
    "code, one device": (one_device, the_code),
    "code refused, six devices": (six_devices, the_code_refused),
    "code for many": (nothing, the_code_for_many),
    "code of a renewal": (an_old_session, the_code_of_a_renewal),
    "protected": (nothing, the_name),
    "login": (an_identity_provider, the_login),
    "login refused": (an_identity_provider, the_login_refused),
    "write profile": (a_held_role, the_profile),
    "ticket": (a_ticket_in_the_name, the_ticket),
    "elevate": (a_read_only_account, the_reason),
    "forget the MFA session": (a_held_role, the_mfa_session_forgotten),
    "forget a role session": (a_role_with_profiles, a_role_session_forgotten),
    "region": (nothing, the_region),
    "region refused": (nothing, the_region_refused),
    "help": (nothing, the_help),
    "help over a dialog": (nothing, the_help_over_a_dialog),
    "help over the board": (every_group, the_help_over_the_board),
    "palette": (nothing, the_palette),
    "palette, a setting": (nothing, a_settings_values),
    "palette over the board": (every_group, the_palette_over_the_board),
    "board": (a_held_role, the_board),
    "board, everything": (every_group, the_board_with_a_query),
    "board, nothing": (nothing, an_empty_board),
}

# The class of what is on top, for the screens that are not the page itself.
DIALOGS: dict[str, type[Screen[Any]]] = {
    "add account": AddAccountDialog,
    "add identity center": AddIdentityCenterDialog,
    "sign-in page": BrowserDialog,
    "code, one device": MfaDialog,
    "code refused, six devices": MfaDialog,
    "code for many": MfaDialog,
    "code of a renewal": MfaDialog,
    "protected": ConfirmDialog,
    "login": SamlDialog,
    "login refused": SamlDialog,
    "write profile": WriteProfileDialog,
    "ticket": TicketDialog,
    "elevate": ElevateDialog,
    "forget the MFA session": ForgetDialog,
    "forget a role session": ForgetDialog,
    "region": RegionDialog,
    "region refused": RegionDialog,
    "help": HelpDialog,
    "help over a dialog": HelpDialog,
    "help over the board": HelpDialog,
    "palette": Palette,
    "palette, a setting": Palette,
    "palette over the board": Palette,
}
