"""The write-profile dialog: a name, and exactly what will change in the files."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.profile_change import KeyChange, ProfileChange
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Write nothing")
CONFIRM = Command("confirm", "enter", "Write", "Write the section as shown")
DYNAMIC = Command(
    "dynamic", "ctrl+d", "Keep no secret on disk", "Write a profile that asks Rolecall each time"
)
_SHORT = "No secret on disk"  # in a narrow window
_WITH_KEYS = "Write the keys"
_SIGN_HUES = {"~": "$text-warning", "+": "$text-success", "-": "$text-error"}


class ProfileChoice(NamedTuple):
    """The profile to write; a dynamic one calls Rolecall for its credentials."""

    name: str
    dynamic: bool


class WriteProfileDialog(ConfirmingDialog[ProfileChoice]):
    """Returns the profile to write; None when cancelled.

    `look` is the dry run: it returns the changes for a choice, the profile's own first, or raises
    RolecallError. `shown_path` returns a path as the user knows it.
    """

    AUTO_FOCUS = "#name"
    CSS_PATH = ["dialog.tcss", "write_profile.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "Write", show=False),
        # With priority: in a text field the key deletes a letter.
        Binding(DYNAMIC.key, "dynamic", "Keep no secret on disk", show=False, priority=True),
    ]

    def __init__(
        self,
        about: str,
        name: str,
        look: Callable[[ProfileChoice], Sequence[ProfileChange]],
        shown_path: Callable[[str], str],
        *,
        account: str,
        protected: bool,
    ) -> None:
        super().__init__("Write profile", about, account=account, protected=protected)
        self._name = name
        self._look = look
        self._shown_path = shown_path
        self._possible = False
        self._dynamic = False
        self._change: ProfileChange | None = None

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("name", classes="label")
            yield TextField(self._name, id="name", classes="well", compact=True, max_length=64)
        with Horizontal(classes="field"):
            yield Static("file", classes="label")
            yield Static(id="file")
        yield Static(id="change")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(DYNAMIC, loose=True, id="dynamic")
        yield KeyButton(CANCEL, loose=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def press(self, command: Command) -> None:
        if command is DYNAMIC:
            self.action_dynamic()
        else:
            super().press(command)

    def action_confirm(self) -> None:
        if self._possible:
            self.dismiss(self._choice)

    def action_dynamic(self) -> None:
        """Shows the profile that asks Rolecall each time, or again the one with keys."""
        self._dynamic = not self._dynamic
        self._label_dynamic()
        self._show(self._choice.name)

    @property
    def _choice(self) -> ProfileChoice:
        return ProfileChoice(self.query_one("#name", Input).value, self._dynamic)

    def _show(self, name: str) -> None:
        try:
            change, *others = self._look(ProfileChoice(name, self._dynamic))
        except RolecallError as refused:
            self._possible = False
            self.say(refused.message, then=refused.hint)
        else:
            self._possible = True
            self._change = change
            self._show_table()
            place = Content.assemble(
                safe_text(self._shown_path(change.path)), (f"  line {change.line}", MUTED)
            )
            self.query_one("#file", Static).update(place)
            self._say_what_changes(change, others)
        self.query_one("#change").set_class(not self._possible, "-impossible")
        self.query_one("#confirm", KeyButton).disabled = not self._possible
        # Textual 8.2 keeps the old height where an update arrives while the layout of the one
        # before it is still pending.
        self.call_after_refresh(self._measure_again)

    def on_resize(self) -> None:
        self.call_after_refresh(self._label_dynamic)
        self.call_after_refresh(self._show_table)

    def _label_dynamic(self) -> None:
        short = _SHORT if self.has_class("-narrow") else ""
        button = self.query_one("#dynamic", KeyButton)
        button.show_label(_WITH_KEYS if self._dynamic else short)
        button.refresh(layout=True)

    def _show_table(self) -> None:
        if self._change is not None:
            table = self.query_one("#change", Static)
            table.update(_table(self._change, table.size.width or self.size.width - 8))

    def _measure_again(self) -> None:
        for part in ("#change", "#dialog-message"):
            self.query_one(part, Static).refresh(layout=True)
        self.call_after_refresh(self.keep_in_place)

    def _say_what_changes(self, change: ProfileChange, others: Sequence[ProfileChange]) -> None:
        calls = "AWS tools ask Rolecall for its credentials each time.\n" if self._dynamic else ""
        words = Content.assemble(calls, (change.summary, MUTED))
        for other in others:
            file = safe_text(f"{self._shown_path(other.path)}, line {other.line}")
            sign = "-" if other.removed else "+"
            told = "the keys go" if other.removed else safe_text(_told(other.key_changes))
            added = f"{told} in [{safe_text(other.name)}]"
            words = Content.assemble(
                words, "\n", (f"{sign} ", _SIGN_HUES[sign]), f"{file}: ", (added, MUTED)
            )
        for note in change.notes:
            words = Content.assemble(words, "\n", ("▲ ", "$text-warning"), safe_text(note))
        self.query_one("#dialog-message", Static).update(words)


def _told(rows: Sequence[KeyChange]) -> str:
    """Returns the changed keys of a section in one line, without Rolecall's own marks."""
    return ", ".join(
        f"{row.key} = {row.after}"
        for row in rows
        if row.sign and row.key != "manager" and not row.key.startswith("x_rolecall_")
    )


def _table(change: ProfileChange, width: int) -> Content:
    """Returns the keys of the section, now and after; `now` where there is any, and room."""
    with_now = width >= 66 and any(row.now for row in change.key_changes)
    key = 28 if width >= 72 else 26 if with_now else min(28, max(8, width - 16))
    head = [("    " + safe_text(f"[{change.name}]", key - 1).ljust(key), "bold")]
    head += [("now".ljust(18), MUTED)] if with_now else []
    lines = [Content.assemble(*head, ("after", MUTED))]
    lines += [
        _line(row, key, with_now, max(4, width - key - (22 if with_now else 4)))
        for row in change.key_changes
    ]
    return Content("\n").join(lines)


def _line(row: KeyChange, key: int, with_now: bool, room: int) -> Content:
    stays = MUTED if not row.sign else ""
    parts = [
        (f"  {row.sign or ' '} ", _SIGN_HUES.get(row.sign, "")),
        (safe_text(row.key, key - 1).ljust(key), stays),
    ]
    if with_now:
        parts.append((safe_text(row.now if row.sign else "", 17).ljust(18), MUTED))
    parts.append((safe_text(row.after if row.sign else row.now, room), stays))
    return Content.assemble(*parts)
