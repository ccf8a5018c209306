"""Pictures of the picker and its dialogs, held against those that were approved by eye.

After a wanted change: pytest tests/ui/test_snapshots.py --snapshot-update, then look at each one.
"""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from rolecall.core.state import update_state
from rolecall.demo.clock import SettableClock
from rolecall.demo.device import current_code
from rolecall.demo.federation import demo_world
from rolecall.demo.login import demo_login
from rolecall.demo.world import World
from rolecall.signin.desk import open_desk
from rolecall.ui.app import RolecallApp
from tests.ui.harness import Size, Walk, WorldAround

Compare = Callable[..., bool]
Steps = Callable[[Walk], Awaitable[None]]

WIDE, MEDIUM, NARROW = (120, 40), (80, 24), (40, 12)
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (WIDE, MEDIUM, NARROW)]


@pytest.fixture
def clock() -> SettableClock:
    """A moment that is the same in every run, 11 s into a code."""
    return SettableClock(1_767_268_811)


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    """The demo's own, accounts behind its identity provider included."""
    return demo_world(clock)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def same(snap_compare: Compare, world: WorldAround) -> Callable[[Size, Steps], bool]:
    """Compare the picture after some steps with the approved one."""

    def compare(size: Size, steps: Steps) -> bool:
        app = RolecallApp(
            open_desk(world.env, world.now),
            captured=False,
            device_code=lambda name: _shown_by_the_demo(world, name),
        )

        async def before(pilot: Pilot[Any]) -> None:
            await steps(Walk(app, pilot, world, captured=False))

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


def _shown_by_the_demo(world: WorldAround, name: str) -> str | None:
    """What the demo shows, the same in every run."""
    if login := demo_login(world.env, name):
        return f"{login[0]} / abcd-efgh-jkmn"
    return current_code(world.env, name, world.clock()) and "123456"


@pytest.mark.parametrize("size", SIZES)
def test_at_rest_the_cursor_is_on_the_first_target(
    same: Callable[[Size, Steps], bool], size: Size
) -> None:
    async def nothing(walk: Walk) -> None:
        await walk.see("assume")

    assert same(size, nothing)


@pytest.mark.parametrize("size", SIZES)
def test_matched_letters_and_a_held_protected_target(
    same: Callable[[Size, Steps], bool], size: Size, world: WorldAround
) -> None:
    world.hold("production", "read")
    world.clock.advance(1070)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("42:10")

    assert same(size, search)


@pytest.mark.parametrize("size", SIZES)
def test_mfa_dialog_after_a_refused_code(same: Callable[[Size, Steps], bool], size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.press("enter")
        await walk.type_name()
        await walk.see("MFA code")
        await walk.type(walk.world.wrong_code())
        await walk.see("refused that code")
        await walk.type("49")

    assert same(size, refused)


@pytest.mark.parametrize("size", SIZES)
def test_the_name_of_a_protected_account_half_typed(
    same: Callable[[Size, Steps], bool], size: Size
) -> None:
    async def half(walk: Walk) -> None:
        await walk.search("production admin")
        await walk.press("enter")
        await walk.see("to assume it.")
        await walk.type("produc")

    assert same(size, half)


@pytest.mark.parametrize("size", SIZES)
def test_saml_login(same: Callable[[Size, Steps], bool], size: Size) -> None:
    async def half_filled(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.paste("alice@example.com")
        await walk.press("tab")
        await walk.type("hunter2")

    assert same(size, half_filled)


@pytest.mark.parametrize("size", SIZES)
def test_saml_login_after_a_refusal(same: Callable[[Size, Steps], bool], size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.log_in(password="wrong")
        await walk.until(lambda: "refused that login" in walk.words, "the reason")

    assert same(size, refused)


def test_saml_login_to_a_protected_account_over_plain_http_in_light(
    same: Callable[[Size, Steps], bool], world: WorldAround
) -> None:
    path = Path(world.home.paths.config_file)
    text = path.read_text().replace(world.aws.idp_url, "http://idp.example.com/login")
    text = text.replace(
        "[identity-providers.demo-idp]", "[identity-providers.demo-idp]\nallow_http = true"
    )
    path.write_text(text.replace('id = "343434345656"', 'id = "343434345656"\nprotected = true'))
    chosen = world.state._replace(theme="catppuccin-latte")
    update_state(world.home.paths.state_file, lambda state: chosen)

    async def ask(walk: Walk) -> None:
        await walk.ask_login(protected="partner-portal")
        await walk.press("tab", "tab")

    assert same(WIDE, ask)


def test_saml_login_without_colours(
    same: Callable[[Size, Steps], bool], world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")

    async def half_filled(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.paste("alice@example.com")
        await walk.press("tab")
        await walk.type("hunter2")

    assert same(WIDE, half_filled)


@pytest.mark.parametrize("size", [WIDE, MEDIUM], ids=["120x40", "80x24"])
def test_write_profile_shows_what_changes(
    same: Callable[[Size, Steps], bool], size: Size, world: WorldAround
) -> None:
    session = world.hold("sandbox", "developer")

    async def write(walk: Walk) -> None:
        await walk.search("sand dev")
        await walk.press("ctrl+s")
        await walk.see("byte for byte")
        # The one thing that differs from run to run: the key id AWS made up.
        key_id = session.credentials.access_key_id
        _even_out(walk, "#change", f"{key_id[:4]}····{key_id[-4:]}", "ASIA····3F2K")

    assert same(size, write)


def test_help_is_the_command_table(same: Callable[[Size, Steps], bool]) -> None:
    async def ask(walk: Walk) -> None:
        await walk.press("f1")
        await walk.see("Help")

    assert same(WIDE, ask)


def test_light_theme(same: Callable[[Size, Steps], bool], world: WorldAround) -> None:
    world.hold("data-lake", "engineer")
    world.clock.advance(3600 - 761)
    chosen = world.state._replace(theme="catppuccin-latte")
    update_state(world.home.paths.state_file, lambda state: chosen)

    async def light(walk: Walk) -> None:
        await walk.search("data")
        await walk.see("12:41")

    assert same(WIDE, light)


def test_without_colours_nothing_is_lost(
    same: Callable[[Size, Steps], bool], world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.env["NO_COLOR"] = "1"
    monkeypatch.setenv("NO_COLOR", "1")
    world.hold("production", "read")
    world.clock.advance(3400)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("3:20")

    assert same(WIDE, search)


async def _ask_login(walk: Walk) -> None:
    await walk.ask_login()
    # The one thing that differs from run to run: the port.
    port = walk.world.aws.idp_url.partition("127.0.0.1:")[2].partition("/")[0]
    _even_out(walk, "#origin", port, "54321")


def _even_out(walk: Walk, place: str, text: str, instead: str) -> None:
    widget = walk.app.screen.query_one(place, Static)
    shown = widget.content
    assert isinstance(shown, Content)
    start = shown.plain.index(text)
    widget.update(shown[:start] + Content(instead) + shown[start + len(text) :])
