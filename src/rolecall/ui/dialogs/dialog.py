"""The base class of the dialogs: title, subtitle, body, message and buttons."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import DOWN, HELP, SUSPEND, UP
from rolecall.ui.terminal.quiet_screen import QuietScreen
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.window_sizes import NARROW

Answer = TypeVar("Answer")
LIST_UP, LIST_DOWN = f"{UP},ctrl+p", DOWN  # keys in the list of a dialog
ROOMY = 24  # rows of the window from which a dialog has blank lines and space for a message


class Dialog(ModalScreen[Answer], QuietScreen[Answer]):
    """A modal with a bar on its left edge; under 60 columns it fills the screen.

    `account` is the id of the account that it is about: aliases can look alike, ids cannot.
    """

    CSS_PATH = ["dialog.tcss"]  # noqa: RUF012
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-roomy")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (ROOMY, "-high")]  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+c", "cancel", "Cancel", show=False, priority=True),
        Binding(HELP.key, "app.help_here", "This help", show=False, id=HELP.id, priority=True),
        Binding(SUSPEND.key, "app.suspend_here", "Suspend", show=False, id=SUSPEND.id),
    ]

    def __init__(
        self, title: str, about: str, *, account: str = "", protected: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._account = account
        self._about = safe_text(about)
        self._protected = protected
        self._said: tuple[str, str, str, str] | None = None
        self._first_row = 0  # the row of the first line, while the dialog is open

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="-protected" if self._protected else None):
            yield from self.compose_parts()

    def compose_parts(self) -> ComposeResult:
        """Yields what stands one below the other."""
        with Horizontal(id="dialog-head"):
            yield Static(Content.styled(self._title, "bold"), id="dialog-title")
            if self._account:
                yield Static(Content.styled(self._account, MUTED), id="dialog-account")
            if self._protected:
                word = Content.assemble(("protected ", "bold"), ("◆", "$text-error"))
                yield Static(word, id="dialog-protected")
        yield Static(Content.styled(self._about, MUTED), id="dialog-about")
        yield from self.compose_body()
        yield SteadyText(id="dialog-message")
        with Horizontal(id="dialog-buttons"):
            yield from self.compose_buttons()

    def compose_body(self) -> ComposeResult:
        """Yields the widgets between subtitle and message."""
        yield from ()

    def compose_buttons(self) -> ComposeResult:
        """Yields the buttons and hints of the last row."""
        yield from ()

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Runs it only while the dialog is open: once it is closed, its widgets are gone."""

        def run() -> Any:
            return callback(*args, **kwargs) if self in self.app.screen_stack else None

        return super().call_after_refresh(run)

    def on_resize(self) -> None:
        """Centers the dialog anew, and then leaves its first line where it is."""
        self.styles.align_vertical = "middle"
        self.query_one("#dialog").styles.margin = 0
        self.call_after_refresh(self._pin)

    def _pin(self) -> None:
        if self._said is not None:
            self.say(*self._said[:3], sign=self._said[3])  # wrapped to the present width
        if not self.is_small:
            self._first_row = self.query_one("#dialog").region.y
            self.styles.align_vertical = "top"
            self.keep_in_place()

    def keep_in_place(self) -> None:
        """Lets the dialog grow downwards; upwards only where the window ends."""
        if not self.is_small:
            dialog = self.query_one("#dialog")
            top = max(0, min(self._first_row, self.size.height - dialog.outer_size.height))
            dialog.styles.margin = (top, 0, 0, 0)

    def say(self, what: str, why: str = "", then: str = "", *, sign: str = "×") -> None:
        """Shows a message: what happened in bold, why, and below it what to do."""
        self._said = (what, why, then, sign)
        room = max(10, self.query_one("#dialog-head").size.width - 2)
        gap = " " if what and why else ""
        first = Content.assemble((safe_text(what), "bold"), gap, safe_text(why))
        lines = first.wrap(room) + (Content(safe_text(then)).wrap(room) if then else [])
        words = Content("\n  ").join([line.rstrip() for line in lines])
        message = Content.assemble((f"{sign:<2}", "$text-error"), words)
        self.query_one("#dialog-message", SteadyText).update(message)
        self.add_class("-saying")
        self.call_after_refresh(self.keep_in_place)

    def unsay(self) -> None:
        """Clears the message."""
        self._said = None
        self.query_one("#dialog-message", SteadyText).update("")
        self.remove_class("-saying")

    @property
    def heading(self) -> str:
        """The title of the dialog."""
        return self._title

    @property
    def is_small(self) -> bool:
        """Whether the dialog fills the screen."""
        return self.has_class("-narrow") or self.has_class("-low")

    def action_cancel(self) -> None:
        self.dismiss(None)
