"""The widgets for the session under the cursor: a card below the list, a strip, or one line."""

from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from rolecall.core.countdown import Phase, clock_text, time_bar
from rolecall.ui.commands import ASSUME, CONSOLE, COPY, FORGET, KEEP_FRESH, RENEW, WRITE
from rolecall.ui.sessions.session_view import SessionView
from rolecall.ui.widgets.big_number import BigNumber
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.short_names import name_line
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED, TRACK, bar_style, sign_style

_USE = "Use in this shell"


class SessionCard(Horizontal):
    """The tall form: who, for how long, and what can be done."""

    def compose(self) -> ComposeResult:
        with Vertical(id="session-who"):
            yield SteadyText(id="session-name")
            yield SteadyText(id="session-role")
            yield SteadyText(id="session-id")
            yield SteadyText(id="session-note")
            yield SteadyText(id="session-band")
        with Vertical(id="session-time"):
            yield BigNumber(id="session-digits")
            yield SteadyText(id="session-bar")
            yield SteadyText(id="session-state")
        with Grid(id="session-buttons"):
            yield KeyButton(ASSUME, _USE)
            for command in (COPY, RENEW, WRITE, FORGET):
                yield KeyButton(command)
            yield KeyButton(CONSOLE, "Open console")
            yield KeyButton(KEEP_FRESH)

    def show(self, view: SessionView | None) -> None:
        """Shows a session; None empties the card."""
        self.set_class(view is None, "-empty")
        if view is None:
            return
        self.set_class(view.protected, "-protected")
        _put(self, "#session-name", Content.styled(view.name, "bold"))
        _put(self, "#session-role", Content(view.role))
        _put(self, "#session-id", Content.styled(view.account_id, MUTED))
        _put(self, "#session-note", Content.styled(view.note, MUTED))
        band = Content.assemble((" ◆", "$text-error"), (" protected", "bold"))
        _put(self, "#session-band", band if view.protected else Content(""))
        digits = self.query_one("#session-digits", BigNumber)
        digits.update(clock_text(view.seconds) if view.seconds else "0:00")
        digits.set_classes(f"-{view.phase.value}" if view.is_ours else "-expired")
        width = self.query_one("#session-time").content_size.width
        _put(self, "#session-bar", _bar(view, width))
        state, until = _state(view), _until(view)
        gap = " " * max(1, width - state.cell_length - until.cell_length)
        _put(self, "#session-state", Content.assemble(state, gap, until))
        show_buttons(self, view)


class SessionStrip(Vertical):
    """The flat form."""

    def __init__(self, *, id: str, captured: bool) -> None:
        super().__init__(id=id)
        self._captured = captured

    def compose(self) -> ComposeResult:
        yield SteadyText(id="session-strip-name")
        yield SteadyText(id="session-strip-bar")
        with Horizontal(id="session-strip-buttons"):
            first = (ASSUME, _USE) if self._captured else (WRITE, "")
            for command, label in (first, (RENEW, ""), (COPY, "Copy"), (FORGET, "")):
                yield KeyButton(command, label, loose=True)

    def show(self, view: SessionView | None) -> None:
        """Shows a session; None empties the strip."""
        self.set_class(view is None, "-empty")
        if view is None:
            return
        width = self.content_size.width
        sign = (view.look.sign, _sign_style(view))
        right = Content.assemble((clock_text(view.seconds), "bold"), " ", sign)
        whole = Content.assemble(right, " ", _until(view))
        # The 12 digits are always somewhere.
        digits = f"   {view.account_id}" if self.screen.size.width < 66 and view.account_id else ""
        names = len(view.name) + len(view.role) + len(digits) + 2
        if names + 15 * view.protected + whole.cell_length < width:
            right = whole
        room = width - len(digits) - right.cell_length - 1
        name = name_line(view.name, view.role, protected=view.protected, room=room)
        name = Content.assemble(name, (digits, MUTED))
        gap = " " * max(1, width - name.cell_length - right.cell_length)
        _put(self, "#session-strip-name", Content.assemble(name, gap, right))
        where = ", ".join(word for word in (view.handed, view.note) if word)[: max(0, width // 2)]
        room = width - len(where) - 2 if where else width
        bar = _bar(view, room)
        _put(
            self,
            "#session-strip-bar",
            Content.assemble(bar, (f"  {where}" if where else "", MUTED)),
        )
        show_buttons(self, view)


class SessionLine(SteadyText):
    """The one line of windows under 60 columns."""

    def show(self, view: SessionView | None) -> None:
        """Shows a session; None empties the line."""
        if view is None:
            self.update("")
            return
        left = Content(view.account_id or view.note)
        look = view.look.word
        right = Content.assemble(look, ("  protected ", "bold"), ("◆", "$text-error"))
        if not view.protected:
            right = Content(look)
        gap = " " * max(1, self.content_size.width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, gap, right))


def show_buttons(around: Widget, view: SessionView) -> None:
    """Shows the buttons of the commands that apply to the session, and no others."""
    for button in around.query(KeyButton):
        button.display = button.command.id in view.commands
        if button.command.id == RENEW.id:
            button.show_label("New session" if view.starts_anew else "")
        if button.command.id == KEEP_FRESH.id:
            button.show_label("Stop auto-renew" if view.is_kept else KEEP_FRESH.label)


def _bar(view: SessionView, width: int) -> Content:
    bar = time_bar(view.seconds, view.whole, max(0, width))
    style = bar_style(view.phase) if view.is_ours else MUTED
    return Content.assemble((bar.left + bar.half, style), (bar.used, TRACK))


def _state(view: SessionView) -> Content:
    alarming = view.is_ours and view.phase in (Phase.SOON, Phase.ENDING)
    word = (f" {view.look.word}", "bold" if alarming else "")
    return Content.assemble((view.look.sign, _sign_style(view)), word)


def _sign_style(view: SessionView) -> str:
    return sign_style(view.phase) if view.is_ours else MUTED


def _until(view: SessionView) -> Content:
    return Content.assemble(("until " if view.seconds else "since ", MUTED), view.until)


def _put(around: Widget, selector: str, content: Content) -> None:
    around.query_one(selector, SteadyText).update(content)
