"""The Textual application: one screen, its signals, and an end that leaves the terminal whole."""

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from textual.app import App, SystemCommand
from textual.screen import Screen

from rolecall.core.errors import RolecallError
from rolecall.core.state import load_state, update_state
from rolecall.signin.desk import Desk
from rolecall.signin.sign_in import SignedIn
from rolecall.ui.commands import COMMANDS, PALETTE
from rolecall.ui.picker import Picker
from rolecall.ui.signals import leave_on_signals, terminal_kept_whole
from rolecall.ui.threads import in_thread

DARK, LIGHT = "textual-dark", "catppuccin-latte"


class PickerResult(NamedTuple):
    """How the picker ended: what is handed over when captured, and the exit status."""

    signed_in: SignedIn | None
    exit_status: int


class RolecallApp(App[SignedIn]):
    """The picker as an application."""

    TITLE = "rolecall"
    CSS = "CommandPalette SearchIcon { display: none; }"  # an emoji, two cells or none
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f24"  # the table's own key opens it

    def __init__(
        self, desk: Desk, *, captured: bool, device_code: Callable[[str], str | None]
    ) -> None:
        self._plain = bool(desk.env.get("NO_COLOR"))
        # Asked for beforehand: with the theme alone, Textual would turn all inks to one black.
        super().__init__(ansi_color=True if self._plain else None)
        self._desk = desk
        self._captured = captured
        self._device_code = device_code
        self.crash: BaseException | None = None
        state = load_state(desk.paths.state_file)
        named = state.theme if state.theme in self.available_themes else DARK
        self.theme = "ansi-dark" if self._plain else named

    async def on_mount(self) -> None:
        picker = Picker(self._desk, captured=self._captured, device_code=self._device_code)
        await self.push_screen(picker)
        # Only now: before, there is no page yet that could be taken down in order.
        leave_on_signals(lambda status: self.exit(None, status))
        self.theme_changed_signal.subscribe(
            self, lambda theme: self.run_worker(self._keep_theme(theme.name), description="theme")
        )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the command table, and the choice of a theme."""
        if isinstance(screen, Picker):
            for command in COMMANDS:
                if command is not PALETTE:
                    run = partial(screen.action_run, command.id)
                    title = f"{command.label}  {command.key_word}"
                    yield SystemCommand(title, command.tooltip, run)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)

    async def _keep_theme(self, name: str) -> None:
        if self._plain:
            return
        path = self._desk.paths.state_file

        def keep() -> None:
            update_state(path, lambda state: state._replace(theme=name))

        try:
            await in_thread(keep, "theme")
        except RolecallError as refused:
            for screen in self.screen_stack:
                if isinstance(screen, Picker):
                    screen.say("warning", f"Not remembered: {refused.message}", refused.hint)

    def _fatal_error(self) -> None:
        # Textual's own report prints the locals of every frame, and with them secrets.
        self.bell()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)


def run_picker(
    desk: Desk, *, captured: bool, device_code: Callable[[str], str | None]
) -> PickerResult:
    """Run the picker on the terminal. Re-raises what made it crash, for the caller to report.

    `captured`: Enter hands over and leaves. `device_code` gives the code a demo's device shows.
    """
    for fixed_size in ("COLUMNS", "LINES"):  # Textual would draw for it, and follow no resize
        os.environ.pop(fixed_size, None)
    app = RolecallApp(desk, captured=captured, device_code=device_code)
    with terminal_kept_whole():
        signed_in = app.run()
    if app.crash is not None:
        raise app.crash
    status = app.return_code or 0
    if captured and signed_in is None and status == 0:
        status = 130
    return PickerResult(signed_in, status)
