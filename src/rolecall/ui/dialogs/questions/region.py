"""The dialog for choosing the region of an account, or for removing the choice."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.catalog.defaults import checked_region, in_region
from rolecall.core.errors import RolecallError
from rolecall.core.model import Target
from rolecall.core.partitions import regions_of
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.dialogs.dialog import LIST_DOWN, LIST_UP
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Change nothing")
CONFIRM = Command("confirm", "enter", "Choose", "Use this region in this account")
_ROWS, _FEW_ROWS = 8, 3  # of the list: in a window of usual height, and in a small one
_LONGEST = 40  # characters; the longest region has 14


class RegionDialog(ConfirmingDialog[str]):
    """Returns the chosen region; empty to remove the choice, None when cancelled."""

    CSS_PATH = ["../dialog.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#region"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "Choose", show=False),
        Binding(LIST_UP, "move(-1)", "Previous region", show=False, priority=True),
        Binding(LIST_DOWN, "move(1)", "Next region", show=False, priority=True),
    ]

    def __init__(self, target: Target, chosen: str, usual: str, by_shell: str = "") -> None:
        """`usual` applies without a choice; `by_shell` names the variable that overrides both."""
        title, about = f"Region of {safe_text(target.alias, 30)}", f"partition {target.partition}"
        super().__init__(title, about, account=target.account_id)
        # The partition is known from the account: a chosen region must not change it.
        self._target = target._replace(partition_known=True)
        self._chosen = chosen
        self._usual = usual
        self._by_shell = by_shell
        self._rows: Sequence[str] = ()
        self._guesses = False  # the rows are what may have been meant
        self._first = self._cursor = 0

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("region", classes="label")
            yield TextField(
                placeholder="type to search, or any region",
                id="region",
                classes="well",
                compact=True,
                max_length=_LONGEST,
            )
        yield Static(id="regions")

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True).add_class("-primary")
        yield KeyButton(CANCEL, loose=True)
        yield Static("↑↓ choose", classes="dialog-hint")

    def on_mount(self) -> None:
        self._find("")
        if self._chosen in self._rows:
            self._cursor = self._rows.index(self._chosen)
        self._show()
        if self._by_shell:
            words = f"{self._by_shell} is set in this shell and overrides this."
            then = f"To use this setting: unset {self._by_shell}"
            # Not before the first layout: the words are wrapped to the width of the dialog.
            self.call_after_refresh(self.say, words, then=then, sign="▲")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.unsay()
        self._find(event.value.strip())
        self._show()

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor to the clicked region; a double click chooses it."""
        place = self.query_one("#regions", Static)
        line = event.screen_y - place.region.y + self._top - self._guesses
        if event.widget is place and 0 <= line < len(self._rows):
            self._cursor = line
            self._show()
            if event.chain == 2:
                self.action_confirm()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def action_move(self, steps: int) -> None:
        self._cursor = max(self._first, min(len(self._rows) - 1, self._cursor + steps))
        self._show()

    def action_confirm(self) -> None:
        typed = self.query_one("#region", Input).value.strip()
        try:
            region = self._rows[self._cursor] if self._cursor >= 0 else checked_region(typed)
            if region:
                in_region(self._target, region)
        except RolecallError as refused:
            self.say(refused.message, then=refused.hint)
        else:
            self.dismiss(region)

    def _find(self, typed: str) -> None:
        """Finds the regions that contain what is typed; those that start with it come first."""
        known = ("", *regions_of(self._target.partition)) if not typed else ()
        found = [each for each in regions_of(self._target.partition) if typed in each]
        self._rows = known or sorted(found, key=lambda each: not each.startswith(typed))
        self._guesses = not self._rows
        if self._guesses:  # none under the cursor: Enter takes what is typed
            self._rows = nearest_regions(typed, self._target.partition)
        self._first = self._cursor = -1 if self._guesses else 0

    @property
    def _top(self) -> int:
        """The index of the first visible row."""
        rows = _FEW_ROWS if self.is_small else _ROWS
        return max(0, min(self._cursor - rows // 2, len(self._rows) - rows))

    def _show(self) -> None:
        rows = _FEW_ROWS if self.is_small else _ROWS
        lines = [
            self._line(region, place == self._cursor)
            for place, region in enumerate(self._rows)
            if self._top <= place < self._top + rows
        ]
        if self._guesses:
            words = "No match. Did you mean:" if lines else "No match; enter uses what you typed."
            lines.insert(0, Content.styled(f"   {words}", MUTED))
        self.query_one("#regions", Static).update(Content("\n").join(lines))

    def _line(self, region: str, is_cursor: bool) -> Content:
        edge = ("▐", "$primary") if is_cursor else " "
        sign = ("● " if region == self._chosen else "  ", "$text-success")
        if region:
            return Content.assemble(edge, sign, (region, "bold" if is_cursor else ""))
        usual = self._usual or "none"
        words = ("no region of its own", "bold" if is_cursor else "")
        return Content.assemble(edge, sign, words, (f"  uses {usual}", MUTED))


def nearest_regions(typed: str, partition: str) -> list[str]:
    """Returns the regions of a partition that may have been meant, the nearest first."""
    import difflib  # deferred: only a mistyped region needs it

    return difflib.get_close_matches(typed, regions_of(partition), 3)
