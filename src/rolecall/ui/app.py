"""The Textual application: one screen, its signals, and an exit that restores the terminal."""

import os
from collections.abc import Callable
from typing import NamedTuple

from textual import events

from rolecall.core.errors import RolecallError
from rolecall.core.notices import set_listener
from rolecall.core.state.state import load_state, update_state
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.services import SignedIn
from rolecall.ui.commands import LEAVE
from rolecall.ui.faults import crash_on_faults
from rolecall.ui.keymap import key_of, keymap_from
from rolecall.ui.messages import Reopen
from rolecall.ui.page.picker import Picker
from rolecall.ui.startup.first_page import FirstPage
from rolecall.ui.terminal.signals import follow_signals
from rolecall.ui.terminal.terminal_app import TerminalApp
from rolecall.ui.terminal.title import NAME, RESTORE, SAVE
from rolecall.ui.threads import in_thread
from rolecall.ui.widgets.window_sizes import size_classes

# What a terminal in line mode makes of Enter and of ctrl+d, as Textual names it.
_UNCOOKED = {"ctrl+j": ("enter", "\r"), "ctrl+@": ("ctrl+d", "\x04")}
DARK, LIGHT = "textual-dark", "catppuccin-latte"


class PickerResult(NamedTuple):
    """How the picker ended: the session to hand over when captured, and the exit status."""

    signed_in: SignedIn | None
    exit_status: int
    wants_demo: bool = False  # left in order to open the demo


class RolecallApp(TerminalApp[SignedIn]):
    """Runs the picker full screen, and replaces it when the user's files have changed."""

    TITLE = NAME
    DEFAULT_MODE = "1"  # a mode per picker; without one, Textual lays out a blank screen first
    ENABLE_COMMAND_PALETTE = False  # our own palette is a command of the table

    def __init__(
        self,
        desk: Desk,
        *,
        captured: bool,
        device_code: Callable[[str], str | None],
        first_page: FirstPage | None = None,
    ) -> None:
        self._plain = bool(desk.env.get("NO_COLOR"))
        # Of the application: a screen's are parsed later, and all others once more with them. The
        # preload reads what the first rows do without.
        first_run = [] if desk.catalog.targets else ["targets/first_run.tcss"]
        super().__init__(
            desk.env,
            ansi_color=True if self._plain else None,
            css_path=["page/picker.tcss", *first_run],
        )
        self._desk = desk
        self.add_mode(self.DEFAULT_MODE, self._picker)
        self._captured = captured
        self._device_code = device_code
        self.first_page = first_page
        self._typed_before = first_page.typed_before if first_page else 0  # bytes
        self.keymap = keymap_from(desk.settings.keymap)
        self.wants_demo = False
        self.crash: BaseException | None = None
        state = load_state(desk.paths.state_file)
        named = state.theme if state.theme in self.available_themes else DARK
        self.theme = "ansi-dark" if self._plain else named

    async def on_mount(self) -> None:
        if self.first_page is not None:
            self.first_page.over()  # Textual has the terminal now, and restores it
        self.write_title()
        self.set_keymap(dict(self.keymap.changed))
        crash_on_faults(self._handle_exception)
        # Not earlier: an orderly exit needs a page.
        follow_signals(
            lambda status: self.exit(None, status), self.action_suspend_here, self._take_terminal
        )
        self.theme_changed_signal.subscribe(
            self, lambda theme: self.run_worker(self._keep_theme(theme.name), description="theme")
        )

    def _picker(self) -> Picker:
        picker = Picker(
            self._desk,
            captured=self._captured,
            device_code=self._device_code,
            run_command=_run_command,
            classes=size_classes(*self.size),  # so that no class changes, and restyles, at first
        )
        self._page = picker
        if self.theme == DARK:
            # The styles were parsed with the application; else Textual parses them twice more.
            picker._css_update_count = self._css_update_count
            self.stylesheet.apply(self)
        return picker

    async def on_event(self, event: events.Event) -> None:
        """Restores Enter and ctrl+d among the keys typed before the terminal was in raw mode."""
        if self._typed_before > 0 and isinstance(event, events.Key):
            self._typed_before -= len((event.character or "esc").encode())
            key = _UNCOOKED.get(event.key)
            event = events.Key(*key) if key else event
        await super().on_event(event)

    def on_first_rows_drawn(self) -> None:
        # deferred: the first rows are drawn without it
        from rolecall.ui.startup.preload import preload

        # In the picker's message loop, so that keys wait until the page is whole.
        self._page.call_next(preload, self._page, self.first_page)

    def on_reopen(self, message: Reopen) -> None:
        self.run_worker(self._reopen(message), description="reopen")

    async def _reopen(self, message: Reopen) -> None:
        """Replaces the picker by one that has read the files as they are now."""
        page = self._page
        if not page.is_open:
            return
        if page.work.is_under_way:
            page.announce("warning", f"{message.status.text} It takes effect after this sign-in.")
            return
        env, clock = self._desk.env, self._desk.clock
        try:
            self._desk = await in_thread(lambda: open_desk(env, clock), "reopen")
        except RolecallError as refused:
            page.announce("error", refused.message, refused.hint)
            return
        before = self.current_mode
        opened = str(int(before) + 1)
        self.add_mode(opened, self._picker)
        await self.switch_mode(opened)
        await self.remove_mode(before)
        self._page.targets.list.go_to(message.alias)
        self._page.announce(*message.status)

    def on_leave_for_demo(self) -> None:
        """Leaves the picker; the caller then opens the demo."""
        self.wants_demo = True
        self.exit(None)

    def on_first_page_outdated(self) -> None:
        if self.first_page is not None:
            forget = in_thread(self.first_page.forget, "first page")
            self.run_worker(forget, description="first page")

    def action_help_here(self) -> None:
        """Opens the help for what has the focus."""
        # deferred: no page needs it
        from rolecall.ui.dialogs.help import help_for

        self.push_screen(help_for(self.screen))

    def action_suspend_here(self) -> None:
        """Suspends the picker to its shell, or says why not."""
        # deferred: it is rarely used
        from rolecall.ui.terminal.suspend import can_suspend, suspend

        if self.is_headless or not can_suspend(captured=self._captured):
            hint = f"{key_of(self, LEAVE)} leaves the picker."
            self._page.announce("warning", "Can't suspend: a shell waits for this picker.", hint)
            return
        titled = self.takes_titles
        suspend(self, RESTORE if titled else "", SAVE if titled else "")
        self.write_title()

    def _take_terminal(self) -> None:
        """Takes the terminal again after a stop that was not announced, such as SIGSTOP."""
        with self.suspend():
            pass  # its end sets all modes, and draws the screen

    async def _keep_theme(self, name: str) -> None:
        if self._plain:
            return
        path = self._desk.paths.state_file

        def keep() -> None:
            update_state(path, lambda state: state._replace(theme=name))
            if self.first_page is not None:
                self.first_page.forget()

        try:
            await in_thread(keep, "theme")
        except RolecallError as refused:
            self._page.say("warning", f"Not saved. {refused.message}", refused.hint)

    def _fatal_error(self) -> None:
        # Textual's own report prints the locals of every frame, and with them secrets.
        self.bell()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)


def _run_command(picker: Picker, command: str) -> None:
    # deferred: the first rows are drawn without them
    from rolecall.ui.actions import ACTIONS

    ACTIONS[command](picker)


def run_picker(
    desk: Desk,
    *,
    captured: bool,
    device_code: Callable[[str], str | None],
    first_page: FirstPage,
) -> PickerResult:
    """Runs the picker on the terminal. Re-raises what made it crash, for the caller to report.

    `captured`: Enter hands the role over and leaves. `device_code` returns the code that a demo's
    MFA device shows. `first_page` is the saved page that is on the screen until now.
    """
    for fixed_size in ("COLUMNS", "LINES"):  # Textual would draw for this size and ignore resizes
        os.environ.pop(fixed_size, None)
    app = RolecallApp(desk, captured=captured, device_code=device_code, first_page=first_page)
    try:
        signed_in = app.run()
    finally:
        set_listener(None)  # there is no page any more
        app.stop_reading_keys()
    if app.crash is not None:
        raise app.crash
    status = app.return_code or 0
    if captured and signed_in is None and status == 0:
        status = 130
    return PickerResult(signed_in, status, app.wants_demo)
