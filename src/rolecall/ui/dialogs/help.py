"""The help: the keys of what has the focus; in the picker, every command of the table."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, ClassVar, NamedTuple

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from rolecall.ui.commands import GROUPS, HELP, LEAVE, PALETTE, key_words
from rolecall.ui.dialogs.dialog import LIST_DOWN, LIST_UP, Dialog
from rolecall.ui.keymap import shown
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED

CLOSE = LEAVE._replace(label="Close", tooltip="Back to where you were")


class KeyHelp(NamedTuple):
    """A key and what it does; without a key, the heading of the lines below it."""

    key: str
    does: str


_MOVES = KeyHelp("↑ ↓ ^k ^j", "Move the cursor; ^n moves down too")
_TYPE = KeyHelp("a-z", "Search: words in any order, in any column, tag or note")
_OTHER_ROWS = 13  # frame, title, subtitle and button, and a little of the page around it
_ABOUT_PICKER = "What the keys do, by what you want to do."


class HelpDialog(Dialog[None]):
    """Lists keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(HELP.key, "cancel", "Close", show=False, id=HELP.id),
        Binding("enter,q", "cancel", "Close", show=False),
        Binding(LIST_DOWN, "scroll(1)", "Scroll down", show=False),
        Binding(LIST_UP, "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
    ]

    def __init__(self, title: str, about: str, lines: Sequence[KeyHelp]) -> None:
        super().__init__(title, about)
        self._lines = lines

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False):
            yield Static(id="help-lines")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CLOSE, loose=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def keep_in_place(self) -> None:
        """Leaves it centered: no message makes it grow, and its lines are laid out late."""
        self.styles.align_vertical = "middle"

    def action_scroll(self, rows: int) -> None:
        # At once: of two keys typed quickly, the second would scroll from where the first began.
        body = self.query_one("#help", VerticalScroll)
        body.scroll_relative(y=rows, animate=False, immediate=True)

    def _show(self) -> None:
        width = max((len(key) for key, _ in self._lines), default=0) + 2
        body = self.query_one("#help", VerticalScroll)
        room = max(10, body.size.width - width - 1)
        lines: list[Content] = []
        for key, does in self._lines:
            if not key:
                lines += [Content()] if lines else []
                lines.append(Content.styled(does, "bold"))
                continue
            first, *more = wrap(does + ".", room)
            lines.append(Content.assemble(key.ljust(width), (first, MUTED)))
            lines += [Content.styled(" " * width + line, MUTED) for line in more]
        self.query_one("#help-lines", Static).update(Content("\n").join(lines))
        if not self.is_small:
            # An automatic height would count the lines that are scrolled out of view as well.
            body.styles.height = min(len(lines), self.size.height - _OTHER_ROWS)

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        self.action_cancel()


def help_for(screen: Screen[Any]) -> HelpDialog:
    """Returns the help for what has the focus: the page, or the dialog over it."""
    if isinstance(screen, Dialog):
        return HelpDialog(f"Help: {screen.heading}", "Keys in this dialog.", _bound(screen))
    if screen.is_modal:
        return HelpDialog("Help: commands", "Type to find a command or a setting.", _bound(screen))
    return HelpDialog("Help", _ABOUT_PICKER, list(_commands(screen.app)))


def _commands(app: App[Any]) -> Iterator[KeyHelp]:
    """Yields every command with its key, in groups; for one without a key, the palette's."""
    palette = shown(app, PALETTE).key_word
    for place, (heading, commands) in enumerate(GROUPS):
        yield KeyHelp("", heading)
        if not place:
            yield from (_TYPE, _MOVES)
        for command in (shown(app, command) for command in commands):
            yield KeyHelp(command.key_word if command.key else f"{palette} …", command.tooltip)


def _bound(screen: Screen[Any]) -> list[KeyHelp]:
    """Returns the keys that our own classes bind, of a dialog and of its focused widget."""
    keys: dict[str, list[str]] = {}
    for node in (screen.focused, screen):
        for kind in type(node).__mro__ if node else ():
            ours = kind.__module__.startswith("rolecall.")
            for binding in kind.__dict__.get("BINDINGS", ()) if ours else ():
                remapped = shown(screen.app, HELP).key if binding.id == HELP.id else binding.key
                keys.setdefault(binding.description, []).extend(remapped.split(","))
    return [
        KeyHelp(" ".join(map(key_words, dict.fromkeys(found))), does)
        for does, found in keys.items()
    ]
