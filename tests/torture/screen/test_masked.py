"""Nothing leaves the fields for a password and for an MFA code, and no control gets in: U09."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual import events
from textual.app import App

from rolecall.core.safe_text import typed_text
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.ui.dialogs.dialog import Dialog
from rolecall.ui.dialogs.fields.code_field import CodeField
from rolecall.ui.dialogs.fields.password_field import PasswordField
from rolecall.ui.dialogs.saml_login import SamlDialog
from tests.drivers.person import search
from tests.drivers.picker import Walk, WorldAround
from tests.drivers.program import Program
from tests.fixtures.windows import Recorded
from tests.torture.figure import Figure
from tests.ui.screens.screens import the_code

PASSWORD = "hunter2-correct-horse"
DIGITS = "13579"  # all but the last: the sixth would send it
COPIES = (
    "ctrl+a", "ctrl+c", "ctrl+x", "ctrl+insert", "shift+delete", "super+c", "super+x", "super+a",
    "ctrl+shift+a", "ctrl+shift+c", "ctrl+shift+x", "shift+home", "ctrl+shift+left",
    "alt+w", "ctrl+w", "ctrl+k", "ctrl+y", "ctrl+v", "shift+insert", "super+v",
)  # fmt: skip
# A paste as a hostile page may put it into the clipboard.
CONTROLS = "\x1b[200~{}\x1b[201~\x00\x07\x08\t\x7f\x9b\x1b\x9d\x84\r\n"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    world = demo_world(clock)
    world.idp.password = PASSWORD
    return world


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that Textual is told to put into the terminal's clipboard."""
    found: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: found.append(text))
    return found


async def _open(walk: Walk, field: str) -> None:
    """Open the dialog and fill the field."""
    if field == "password":
        await walk.ask_login()
    else:
        await the_code(walk)
    await _fill(walk, field)


async def _fill(walk: Walk, field: str) -> None:
    walk.app.screen.set_focus(walk.app.screen.query_one(f"#{field}"))
    await walk.press("end", "ctrl+u")
    await walk.paste(PASSWORD if field == "password" else DIGITS)
    assert _held(walk, field) in (PASSWORD, DIGITS)


def _held(walk: Walk, field: str) -> str:
    if field == "password":
        return walk.dialog(SamlDialog).query_one(PasswordField).secret.reveal()
    return walk.app.screen.query_one(CodeField)._code


def _leaks(text: str) -> bool:
    return any(part in text for part in (PASSWORD[:4], PASSWORD[-4:], DIGITS, "•", "━┓", "╺┓"))


@pytest.mark.parametrize("field", ["password", "code"])
async def test_U09_nothing_is_copied_or_cut(
    world: WorldAround, field: str, copied: list[str], figure: Figure
) -> None:
    async with world.picker() as walk:
        for key in COPIES:
            if walk.app.screen is walk.picker:  # the key before closed the dialog
                await _open(walk, field)
            await _fill(walk, field)
            await walk.press(key)
            assert not _leaks("".join(copied) + walk.app.clipboard), key
            assert not _leaks(walk.app.screen.get_selected_text() or ""), key
            await walk.until(
                lambda: isinstance(walk.app.screen, Dialog) or walk.at_rest, "the dialog, or not"
            )
    figure(f"{len(COPIES)} keys, 0 letters out")


@pytest.mark.parametrize("field", ["password", "code"])
async def test_U09_a_drag_selects_nothing_of_it(
    world: WorldAround, field: str, copied: list[str]
) -> None:
    """Within the field, from the title to the last line of the dialog, by two and three clicks."""
    async with world.picker() as walk:
        await _open(walk, field)
        selector = f"#{field}"
        where = walk.app.screen.query_one(selector).region
        dialog = walk.app.screen.query_one("#dialog").region
        drags = (
            ((where.x, where.y), (where.right - 1, where.bottom - 1)),
            ((dialog.x + 3, dialog.y + 1), (dialog.right - 3, dialog.bottom - 2)),
            ((dialog.right - 3, dialog.bottom - 2), (dialog.x + 3, dialog.y + 1)),
        )
        for start, end in drags:
            await walk.pilot.mouse_down(offset=start)
            await walk.pilot.hover(offset=end)
            await walk.pilot.mouse_up(offset=end)
            assert not _leaks(walk.app.screen.get_selected_text() or ""), (start, end)
        for times in (2, 3):
            await walk.pilot.click(selector, times=times)
            assert not _leaks(walk.app.screen.get_selected_text() or ""), times
        await walk.press("super+c")  # Textual's own key for what is selected
        assert not _leaks("".join(copied) + walk.app.clipboard)
        assert _held(walk, field) in (PASSWORD, DIGITS)


@pytest.mark.parametrize("field", ["password", "code"])
async def test_U09_pasted_controls_are_dropped(world: WorldAround, field: str) -> None:
    async with world.picker() as walk:
        await _open(walk, field)
        await walk.press("ctrl+u")
        before = walk.app.screen
        text = PASSWORD if field == "password" else DIGITS
        await walk.paste(CONTROLS.format(text))
        assert _held(walk, field) == text
        assert walk.app.screen is before


async def test_U09_a_key_types_no_control(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _open(walk, "password")
        for code in (*range(0x20), *range(0x7F, 0xA0)):
            walk.app.screen.query_one(PasswordField).on_key(events.Key("f20", chr(code)))
        assert _held(walk, "password") == PASSWORD


def test_U09_what_is_kept_is_all_but_controls() -> None:
    for code in range(0x110000):
        is_control = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
        assert typed_text(f"a{chr(code)}b") == ("ab" if is_control else f"a{chr(code)}b")


def test_U09_nothing_of_it_reaches_the_terminal(recorded: Recorded) -> None:
    """In a real one: copied, cut and dragged with the mouse, and pasted with `ESC [201~`."""
    picker, sent = recorded((120, 40))
    picker.wait_for(" targets")
    search(picker, "sandbox developer", "1 of")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.paste(f"\x1b[200~{DIGITS}\x07")
    picker.still()
    rows = picker.text().splitlines()
    row = next(place for place, line in enumerate(rows) if "next code in" in line) - 3
    picker.type(f"\x1b[<0;33;{row}M\x1b[<32;90;{row + 2}M\x1b[<0;90;{row + 2}m")
    for key in ("C-x", "M-w", "C-a", "F1"):
        picker.press(key)
    picker.wait_for("Help: MFA code")
    data = sent.read_bytes()
    assert b"\x1b]52" not in data, "the terminal's clipboard, or its primary selection"
    assert DIGITS.encode() not in data


@contextmanager
def _login_at_the_terminal(program: Program) -> Iterator[None]:
    before = len(program.aws.logins)
    yield
    assert len(program.aws.logins) == before + 1


def test_U09_prompts_without_the_picker(program: Program, aws: EmbeddedAws) -> None:
    """The code and the password: not shown, and without what a paste brings with it."""
    code = program.code()
    talk = program.talk(
        ["export", "sandbox", "developer", "--mfa-device", "alice-phone"],
        [("MFA code of alice-phone: ", f"\x1b[200~{code}\x1b[201~\n")],
    )
    assert talk.status == 0, talk.shown
    assert code not in talk.shown and "\x1b]52" not in talk.shown

    with _login_at_the_terminal(program):
        talk = program.talk(
            ["export", "partner-portal", "read"],
            [
                ("User name", f"\x1b[200~{aws.idp.user}\x1b[201~\n"),
                ("Password: ", f"\x1b[200~{PASSWORD}\x07\x1b[201~\n"),
            ],
        )
    assert talk.status == 0, talk.shown
    assert PASSWORD not in talk.shown and "\x1b]52" not in talk.shown
