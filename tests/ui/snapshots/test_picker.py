"""Snapshots of the targets, and of the dialogs on the way to a role."""

from pathlib import Path

import pytest

from tests.drivers.picker import Size, Walk, WorldAround
from tests.ui.snapshots.pictures import (
    SIZES,
    WIDE,
    Same,
    even_out,
    in_light,
    without_colours,
)


@pytest.fixture(autouse=True)
def codes_shown(world: WorldAround) -> None:
    world.shows_codes = True


@pytest.mark.parametrize("size", SIZES)
def test_at_rest_the_cursor_is_on_the_first_target(same: Same, size: Size) -> None:
    async def nothing(walk: Walk) -> None:
        await walk.see("32 targets")

    assert same(size, nothing)


@pytest.mark.parametrize("size", SIZES)
def test_matched_letters_and_a_held_protected_target(
    same: Same, size: Size, world: WorldAround
) -> None:
    world.hold("production", "read")
    world.clock.advance(1070)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("42:10")

    assert same(size, search)


@pytest.mark.parametrize("size", SIZES)
def test_mfa_dialog_after_a_refused_code(same: Same, size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.press("enter")
        await walk.type_name()
        await walk.see(", as alice")
        await walk.type(walk.world.wrong_code())
        await walk.see("refused that")
        await walk.type("49")

    assert same(size, refused)


@pytest.mark.parametrize("size", SIZES)
def test_the_name_of_a_protected_account_half_typed(same: Same, size: Size) -> None:
    async def half(walk: Walk) -> None:
        await walk.search("production admin")
        await walk.press("enter")
        await walk.see("to assume it.")
        await walk.type("produc")

    assert same(size, half)


@pytest.mark.parametrize("size", SIZES)
def test_saml_login(same: Same, size: Size) -> None:
    async def half_filled(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.paste("alice@example.com")
        await walk.press("tab")
        await walk.type("hunter2")

    assert same(size, half_filled)


@pytest.mark.parametrize("size", SIZES)
def test_saml_login_after_a_refusal(same: Same, size: Size) -> None:
    async def refused(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.log_in(password="wrong")
        await walk.until(lambda: "rejected the login" in walk.words, "the reason")

    assert same(size, refused)


def test_saml_login_to_a_protected_account_over_plain_http_in_light(
    same: Same, world: WorldAround
) -> None:
    path = Path(world.home.paths.config_file)
    text = path.read_text().replace(world.aws.idp_url, "http://idp.example.com/login")
    text = text.replace(
        "[identity-providers.demo-idp]", "[identity-providers.demo-idp]\nallow_http = true"
    )
    path.write_text(text.replace('id = "343434345656"', 'id = "343434345656"\nprotected = true'))
    in_light(world)

    async def ask(walk: Walk) -> None:
        await walk.ask_login(protected="partner-portal")
        await walk.press("tab", "tab")

    assert same(WIDE, ask)


def test_saml_login_without_colours(
    same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_colours(world, monkeypatch)

    async def half_filled(walk: Walk) -> None:
        await _ask_login(walk)
        await walk.paste("alice@example.com")
        await walk.press("tab")
        await walk.type("hunter2")

    assert same(WIDE, half_filled)


@pytest.mark.parametrize("size", SIZES)
def test_write_profile_shows_what_changes(same: Same, size: Size, world: WorldAround) -> None:
    session = world.hold("sandbox", "developer")

    async def write(walk: Walk) -> None:
        await walk.search("sand dev")
        await walk.press("ctrl+s")
        await walk.see("Write profile")
        screen = walk.app.screen
        await walk.until(lambda: not screen.query_one("#confirm").disabled, "what changes")
        await walk.see("after")
        # The only text that differs between runs: the key id that AWS made up.
        key_id = session.credentials.access_key_id
        even_out(walk, "#change", f"{key_id[:4]}····{key_id[-4:]}", "ASIA····3F2K")

    assert same(size, write)


def test_light_theme(same: Same, world: WorldAround) -> None:
    world.hold("data-lake", "engineer")
    world.clock.advance(3600 - 761)
    in_light(world)

    async def light(walk: Walk) -> None:
        await walk.search("data")
        await walk.see("12:41")

    assert same(WIDE, light)


def test_without_colours_nothing_is_lost(
    same: Same, world: WorldAround, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_colours(world, monkeypatch)
    world.hold("production", "read")
    world.clock.advance(3400)

    async def search(walk: Walk) -> None:
        await walk.search("prod re")
        await walk.see("3:20")

    assert same(WIDE, search)


async def _ask_login(walk: Walk) -> None:
    await walk.ask_login()
    # The only text that differs between runs: the port.
    port = walk.world.aws.idp_url.partition("127.0.0.1:")[2].partition("/")[0]
    even_out(walk, "#origin", port, "54321")
