"""The dialog that adds an Identity Center to the AWS config file: its start URL is enough."""

from collections.abc import Awaitable, Callable, Collection
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.catalog.identity_center.start_url import (
    LONGEST_NAME,
    checked_name,
    checked_start_url,
    proposed_name,
    region_in,
)
from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.partitions import is_known, near_region
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.confirming import ConfirmingDialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField

CANCEL = LEAVE._replace(label="Cancel", tooltip="Add nothing")
CONFIRM = Command("confirm", "enter", "Add Identity Center", "Add it to the AWS config file")
_LONGEST_URL, _LONGEST_REGION = 300, 40  # characters
_FIELDS = (
    ("start-url", "start URL", "https://example.awsapps.com/start", _LONGEST_URL),
    ("region", "region", "its own, such as eu-west-1", _LONGEST_REGION),
    ("name", "name", "as you call it", LONGEST_NAME),
)


class NewCenter(NamedTuple):
    """An Identity Center as it was entered."""

    name: str
    start_url: str
    region: str


class AddIdentityCenterDialog(ConfirmingDialog[NewCenter]):
    """Asks for a start URL, and stays open until `add` has accepted it.

    Region and name come from the URL until they are typed; a region that it does not name is the
    user's own, and is shown before it is taken. `add` raises RolecallError.
    """

    CSS_PATH = ["../dialog.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#start-url"
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, as in the dialog for an account.
        Binding("tab,down", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", "Field before", show=False, priority=True),
        Binding("enter", "to_region", "Next field", show=False, priority=True),
        Binding("enter", "confirm", "Add Identity Center", show=False),
    ]

    def __init__(
        self,
        taken: Collection[str],
        usual_region: str,
        file: str,
        add: Callable[[NewCenter], Awaitable[None]],
    ) -> None:
        super().__init__("Add an Identity Center", f"Adds an [sso-session] to {file}.")
        self._taken = taken
        self._usual_region = usual_region
        self._add = add
        self._filled: dict[str, str] = {}  # what came from the URL, by field
        self._asked_region = False
        self._busy = False

    def compose_body(self) -> ComposeResult:
        for name, label, hint, longest in _FIELDS:
            with Horizontal(classes="field"):
                yield Static(label, classes="label")
                yield TextField(
                    placeholder=hint, id=name, classes="well", compact=True, max_length=longest
                )

    def compose_buttons(self) -> ComposeResult:
        yield KeyButton(CONFIRM, loose=True, id="confirm").add_class("-primary")
        yield KeyButton(CANCEL, loose=True)

    def on_mount(self) -> None:
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.unsay()
        if event.input.id == "start-url":
            self._fill_in()
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "to_region":
            return self.focused is self._field("start-url") and self._region_is_a_guess
        return True

    def action_to_region(self) -> None:
        """Shows the region that the URL does not name, before it is taken."""
        self._asked_region = True
        region = self._field("region")
        self.set_focus(region)
        region.action_select_all()  # so that typing replaces it
        self.say("", "Is this its region? The start URL does not say.", sign="")

    def action_confirm(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._write(), description="add identity center")

    async def _write(self) -> None:
        try:
            center = self._entered()
            await self._add(center)
        except RolecallError as refused:
            self.say(refused.message, then=refused.hint)
        else:
            self.dismiss(center)
        finally:
            self._busy = False

    def _entered(self) -> NewCenter:
        """Returns what is entered. Raises UsageError where it cannot be added."""
        start_url = checked_start_url(self._field("start-url").value)
        region = self._field("region").value.strip()
        if not region:
            raise UsageError("The region is missing.", "It is the one of the AWS access portal.")
        if not is_known(region):
            near = near_region(region)
            hint = f"Did you mean {near}?" if near else "A region looks like eu-west-1."
            raise UsageError(f"Rolecall knows no AWS region {region}.", hint)
        return NewCenter(checked_name(self._field("name").value), start_url, region)

    def _fill_in(self) -> None:
        """Fills in what the URL tells, where nothing else was typed."""
        try:
            start_url = checked_start_url(self._field("start-url").value)
        except UsageError:
            return
        self._put("region", region_in(start_url) or self._usual_region)
        self._put("name", proposed_name(start_url, self._taken))

    def _put(self, field: str, value: str) -> None:
        if self._field(field).value == self._filled.get(field, ""):
            self._filled[field] = value
            self._field(field).value = value

    @property
    def _region_is_a_guess(self) -> bool:
        """Whether nobody has said the region: neither the URL nor the user."""
        try:
            start_url = checked_start_url(self._field("start-url").value)
        except UsageError:
            return False
        is_filled = self._field("region").value == self._filled.get("region", "")
        return is_filled and not region_in(start_url) and not self._asked_region

    def _field(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _look(self) -> None:
        """Shows the section that would be added, once the entry is valid."""
        button = self.query_one("#confirm", KeyButton)
        try:
            center = self._entered()
        except UsageError:
            button.disabled = True
            return
        button.disabled = False
        line = Content.assemble(
            ("+ ", "$text-success"), f"[sso-session {safe_text(center.name)}]", ("  new", MUTED)
        )
        self.query_one("#dialog-message", Static).update(line)
