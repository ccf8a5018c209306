"""The dialog of a sign-in with a browser: what to open where, and the code to compare."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from rolecall.core.countdown import clock_text
from rolecall.core.drawing.qr_code import Matrix, QrDrawing, fitting, qr_matrix
from rolecall.core.errors import RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import LEAVE, Command
from rolecall.ui.dialogs.browser.address_lines import address_lines
from rolecall.ui.dialogs.browser.page_facts import PageFacts, Wishes, where_to_open
from rolecall.ui.dialogs.dialog import ROOMY, Dialog
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.large_code import HEIGHT, large_code
from rolecall.ui.widgets.qr_content import qr_content
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.text_field import TextField
from rolecall.ui.widgets.window_sizes import NARROW, TALL

COPY = Command("copy-address", "ctrl+y", "Copy address", "Copy the address of the page")
OPEN = Command("open-page", "ctrl+o", "Open again", "Open the page in the browser here")
OTHER_WAY = Command("other-way", "ctrl+t", "Use another device", "Sign in on another device")
CANCEL = LEAVE._replace(label="Cancel", tooltip="Cancel the sign-in")
SEND = Command("send", "enter", "Continue", "Take what the page showed")
_TEXT, _LEAST_TEXT = 54, 29  # cells beside a QR code: a large code on one line, and on two
_GAP = 3  # cells between text and QR code
_EDGES = 11  # cells: bar and padding of the dialog, and the page around it
_ALONE = 57  # cells of the text without a QR code
_PADDING = 2  # rows of the dialog
_BESIDE = 90  # characters of a refusal that has room beside a QR code in a window of 24 rows
_MOST_ROWS, _MOST_STACKED = 22, 25  # of the text beside a QR code; with a code on two lines
_ADDRESS_ROWS, _FEW_ROWS = 8, 2  # of an address, in a window of usual height and in a small one
# Of the key for the other way, by whether the present one is by device.
_LABELS = {False: "Use another device", True: "Use this machine"}
_SHORT_LABELS = {False: "Other device", True: "This machine"}


class BrowserDialog(Dialog[None]):
    """Shows one page after another, each with `show`; it is closed from outside.

    `now` returns seconds since the epoch; `about` is what the sign-in is for; `in_demo`
    tells what becomes of a demo's code that nobody approves.
    """

    CSS_PATH = ["../dialog.tcss", "browser_login.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(COPY.key, "copy_address", "Copy the address", show=False, priority=True),
        Binding(OPEN.key, "open_page", "Open the page here", show=False, priority=True),
        Binding(OTHER_WAY.key, "other_way", "Sign in the other way", show=False, priority=True),
    ]

    def __init__(
        self,
        provider: str,
        page: PageFacts,
        wishes: Wishes,
        now: Callable[[], float],
        about: str = "",
        *,
        account: str = "",
        protected: bool = False,
        in_demo: str = "",
    ) -> None:
        title = f"Sign in to {safe_text(provider, 60)}"
        super().__init__(title, about, account=account, protected=protected)
        self._page = page
        self._wishes = wishes
        self._in_demo = in_demo
        self._now = now
        self._matrix: Matrix = ()
        self._refusal: RolecallError | None = None
        self._is_composed = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="dialog", classes="-protected" if self._protected else None):
            with Vertical(id="page-text"):
                yield from self.compose_parts()
            yield Static(id="qr-code")

    def compose_body(self) -> ComposeResult:
        yield Static(id="where")
        yield Static(id="address")
        yield Static(id="compare")
        yield Static(id="user-code")
        with Horizontal(id="paste", classes="field"):
            yield Static("code", classes="label")
            yield TextField(placeholder="paste it here", id="text", classes="well", compact=True)
        with Horizontal(id="waiting"):
            yield Static(id="waiting-for")
            yield Static(id="time-left")

    def compose_buttons(self) -> ComposeResult:
        with Grid(id="page-buttons"):
            yield KeyButton(SEND, id="send").add_class("-primary")
            yield KeyButton(COPY)
            yield KeyButton(OPEN, id="open")
            yield KeyButton(OTHER_WAY, id="other-way")
            yield KeyButton(CANCEL)

    def on_mount(self) -> None:
        self._is_composed = True
        self.set_interval(1, self._tick)
        self.show(self._page, self._refusal)

    def on_resize(self) -> None:
        self._fit()
        super().on_resize()

    def show(self, page: PageFacts, refusal: RolecallError | None = None) -> None:
        """Shows a page, and what became of the one before."""
        self._page, self._refusal = page, refusal
        if not self._is_composed:
            return
        # What is to be pasted here is on the screen of a machine with a keyboard: no telephone.
        scans = page.by_device and not page.takes_text
        self._matrix = qr_matrix(page.address) if scans else ()
        self.set_class(page.by_device, "-by-device")
        self.set_class(page.takes_text, "-takes-text")
        self.set_class(bool(page.user_code), "-with-code")
        self.set_class(bool(self._about), "-about")
        self.query_one("#open", KeyButton).show_label("Open here" if page.by_device else "")
        self.set_focus(self.query_one("#text") if page.takes_text else None)
        self.query_one("#text", Input).value = ""
        self.unsay()
        self._fit()
        self._tick()
        if refusal is not None:
            # Not before the first layout: the words are wrapped to the width of the dialog.
            self.call_after_refresh(self.say, refusal.message, then=refusal.hint)
        self.call_after_refresh(self.keep_in_place)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#send", KeyButton).disabled = not event.value.strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._send()

    def on_key_button_pressed(self, message: KeyButton.Pressed) -> None:
        message.stop()
        {
            COPY.id: self.action_copy_address,
            OPEN.id: self.action_open_page,
            OTHER_WAY.id: self.action_other_way,
            SEND.id: self._send,
        }.get(message.command.id, self.action_cancel)()

    def action_copy_address(self) -> None:
        self._wishes.copy(self._page.address)

    def action_open_page(self) -> None:
        self._wishes.open_page(self._page.address)

    def action_other_way(self) -> None:
        self._wishes.other_way()

    def _send(self) -> None:
        if typed := self.query_one("#text", Input).value.strip():
            self._wishes.send(typed)

    def _tick(self) -> None:
        page = self._page
        waits = "waiting for your approval …" if page.user_code else "waiting for your browser …"
        waits = "waiting for the code …" if page.takes_text else waits
        if self.has_class("-stacked"):
            waits = "waiting …"
        if self._in_demo and page.user_code:
            waits = f"demo: {self._in_demo}"
        self.query_one("#waiting-for", Static).update(Content.styled(waits, MUTED))
        left = clock_text(round(page.expires - self._now()))
        self.query_one("#time-left", Static).update(Content.styled(left, "bold"))

    def _fit(self) -> None:
        """Places the QR code beside the text, where both fit, and sizes the text."""
        drawing = self._drawing()
        stacked = drawing is not None and self._room_beside(drawing) < _TEXT
        self.set_class(drawing is not None, "-with-qr")
        self.set_class(stacked, "-stacked")
        self.set_class(self.size.height < TALL, "-short")
        head = len(self.heading + self._account)
        self.set_class(stacked and head >= _LEAST_TEXT, "-long-title")
        text, dialog = self.query_one("#page-text"), self.query_one("#dialog")
        if drawing is None:
            dialog.styles.width = text.styles.width = text.styles.height = None
            small = self._fills_screen
            self._write(max(10, self.size.width - 3) if small else _ALONE, 1 if small else HEIGHT)
            return
        width = min(_TEXT, self._room_beside(drawing))
        text.styles.width = width
        # The buttons are at its foot, and never move.
        most = min(_MOST_STACKED if stacked else _MOST_ROWS, self.size.height - 2)
        text.styles.height = max(drawing.height, most)
        dialog.styles.width = width + _GAP + drawing.width + dialog.gutter.width
        self.query_one("#qr-code", Static).update(qr_content(drawing, self.app))
        self._write(width, 2 * HEIGHT + 1)

    def _write(self, width: int, rows: int) -> None:
        page, small = self._page, self._fills_screen
        labels = _SHORT_LABELS if small else _LABELS
        self.query_one("#other-way", KeyButton).show_label(labels[page.by_device])
        beside, stacked = self.has_class("-with-qr"), self.has_class("-stacked")
        words = where_to_open(page, brief=small, with_qr=beside, stacked=stacked)
        self.query_one("#where", Static).update(words)
        room = _FEW_ROWS if small else _ADDRESS_ROWS
        lines = "\n".join(address_lines(page.address, width, room))
        self.query_one("#address", Static).update(Content(lines))
        it = "" if small else "if the page shows "
        self.query_one("#compare", Static).update(f"Approve only {it}this code:")
        figures = large_code(page.user_code, width, rows, ascii_only=self._is_ascii)
        self.query_one("#user-code", Static).update(Content.styled(figures, "bold"))

    def _drawing(self) -> QrDrawing | None:
        refusal = self._refusal
        is_long = refusal is not None and len(refusal.message + refusal.hint) > _BESIDE
        if not self._matrix or self._fills_screen or (is_long and self.size.height < TALL):
            return None
        width = self.size.width - _EDGES - _GAP - _LEAST_TEXT
        height = self.size.height - _PADDING
        plain = self.app.no_color
        return fitting(self._matrix, width, height, ascii_only=self._is_ascii, inverted=plain)

    def _room_beside(self, drawing: QrDrawing) -> int:
        """Returns the width for the text beside a QR code."""
        return self.size.width - _EDGES - _GAP - drawing.width

    @property
    def _fills_screen(self) -> bool:
        """As `is_small`, which follows a change of the size later."""
        return self.size.width < NARROW or self.size.height < ROOMY

    @property
    def _is_ascii(self) -> bool:
        return self.app.has_class("-ascii")
