"""The target under the cursor: a card beside the list, a strip below it, or one line."""

from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from rolecall.core.countdown import LOOKS, Phase, clock_text, phase, time_bar
from rolecall.core.safe_text import safe_text, shown_spans
from rolecall.ui.commands import ASSUME, CONSOLE, COPY, ELEVATE, RENEW, WRITE
from rolecall.ui.targets.target_columns import columns_for
from rolecall.ui.targets.target_view import NOT_HELD, TargetView
from rolecall.ui.widgets.big_number import BigNumber
from rolecall.ui.widgets.key_button import KeyButton, show_fitting
from rolecall.ui.widgets.short_names import name_line
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MATCH, MUTED, TRACK, bar_style, sign_style

MOST_LINES = 4  # of one fact
MOST_CELLS = 1000  # more than any two names have
USUAL_WIDTH = 35  # cells of the text of a card
SHORT, SHORTEST = 15, 11  # rows below which a card has no large figures, and no facts
USE_HERE = "Use in this shell"


def bar_content(view: TargetView, width: int) -> Content:
    """Returns the time left as a bar, in the colour of its phase."""
    bar = time_bar(view.seconds, view.whole, max(0, width))
    return Content.assemble(
        (bar.left + bar.half, bar_style(phase(view.seconds))), (bar.used, TRACK)
    )


def state_content(view: TargetView, *, word: bool) -> Content:
    """Returns the sign of the phase in its colour and, with `word`, its name."""
    now = phase(view.seconds)
    look = LOOKS[now]
    style = "bold" if now in (Phase.SOON, Phase.ENDING) else ""
    return Content.assemble((look.sign, sign_style(now)), (f" {look.word}" if word else "", style))


class Card(Vertical):
    """The tall form, for windows of 110 columns and more.

    `captured`: Enter hands the role over and leaves.
    """

    def __init__(self, *, id: str, captured: bool) -> None:
        super().__init__(id=id, classes="-captured" if captured else None)
        self._assume = USE_HERE if captured else ""

    def compose(self) -> ComposeResult:
        yield SteadyText(id="card-name")
        yield SteadyText(id="card-role")
        yield SteadyText(id="card-band")
        yield BigNumber(id="card-digits")
        yield SteadyText(id="card-bar")
        yield SteadyText(id="card-state")
        yield SteadyText(id="card-plan")
        yield SteadyText(id="card-facts")
        with Vertical(id="card-buttons"):
            yield KeyButton(ASSUME, self._assume, id="card-assume")
            yield KeyButton(ELEVATE, id="card-elevate")
            yield KeyButton(COPY)
            yield KeyButton(WRITE)
            yield KeyButton(CONSOLE, "Open console")
            yield KeyButton(RENEW, id="card-renew")

    def show(self, view: TargetView | None) -> None:
        """Shows a target as it is now; None empties the card."""
        self.set_class(view is None, "-empty")
        if view is None:
            return
        self.set_class(view.held, "-held")
        self.set_class(view.target.protected, "-protected")
        rows = self.content_size.height
        self.set_class(0 < rows < SHORT, "-short")
        self.set_class(0 < rows < SHORTEST, "-shortest")
        width = self.content_size.width or USUAL_WIDTH  # 0 before the first layout
        self._put("#card-name", Content.styled(view.name, "bold"))
        self._put("#card-role", Content(view.role))
        band = Content.assemble((" ◆", "$text-error"), (" protected", "bold"))
        asks = "asks for its name"
        room = width - band.cell_length - 1
        if len(asks) < room:
            band = Content.assemble(band, asks.rjust(room))
        self._put("#card-band", band)
        self._put("#card-facts", _facts(view, width))
        # What cannot be assumed cannot be handed over either.
        for button in self.query(KeyButton):
            button.disabled = bool(view.target.why_not)
        self.query_one("#card-elevate").display = view.target.scope.read_only
        if not view.held:
            first, then = view.plan
            self._put("#card-plan", Content.assemble(first, " " if first else "", (then, MUTED)))
            return
        digits = self.query_one("#card-digits", BigNumber)
        digits.update(clock_text(view.seconds))
        digits.set_classes(f"-{phase(view.seconds).value}")
        self._put("#card-bar", bar_content(view, width))
        state = state_content(view, word=True)
        if self.has_class("-short"):
            state = Content.assemble((clock_text(view.seconds), "bold"), " ", state)
        until = Content.assemble(("until ", MUTED), view.until)
        gap = " " * max(1, width - state.cell_length - until.cell_length)
        self._put("#card-state", Content.assemble(state, gap, until))

    def _put(self, selector: str, content: Content) -> None:
        self.query_one(selector, SteadyText).update(content)


class Strip(Vertical):
    """The flat form, below the list of windows with 60 to 109 columns."""

    def compose(self) -> ComposeResult:
        yield SteadyText(id="strip-name")
        yield SteadyText(id="strip-bar")
        with Horizontal(id="strip-buttons"):
            yield KeyButton(ELEVATE, loose=True, id="strip-elevate")
            yield KeyButton(COPY, loose=True)
            yield KeyButton(WRITE, loose=True)
            yield KeyButton(CONSOLE, "Console", loose=True)
            yield KeyButton(RENEW, loose=True, id="strip-renew")

    def show(self, view: TargetView | None) -> None:
        """Shows a target as it is now; None empties the strip."""
        self.set_class(view is None, "-empty")
        if view is None:
            return
        width = self.content_size.width
        guarded = view.target.protected
        has_column = columns_for(self.screen.size.width - 4, narrow=False).account_id
        # The account id is visible in every layout.
        digits = "" if has_column else f"   {view.target.account_id}"
        whole_name = name_line(view.name, view.role, protected=guarded, room=MOST_CELLS)
        left = whole_name.cell_length + len(digits)
        region = Content.styled(view.region, MUTED)
        until = region
        if view.held:
            until = Content.assemble(
                (clock_text(view.seconds), "bold"), " ", state_content(view, word=False)
            )
            whole = Content.assemble(until, (" until ", MUTED), view.until)
            if left + whole.cell_length < width:
                until = whole
        elif reason := _reason_without_column(view):
            until = Content.styled(reason, MUTED)
        if not view.held and left + until.cell_length >= width:
            until = Content("")
        room = width - len(digits) - (until.cell_length + 1 if until else 0)
        name = name_line(view.name, view.role, protected=guarded, room=room)
        name = Content.assemble(name, (digits, MUTED))
        buttons = list(self.query(KeyButton))
        possible = {RENEW.id: view.held, ELEVATE.id: view.target.scope.read_only}
        shown = [button for button in buttons if possible.get(button.command.id, True)]
        show_fitting(shown, width)
        for button in buttons:
            button.disabled = bool(view.target.why_not)
            if button not in shown:
                button.display = False
        gap = " " * max(1, width - name.cell_length - until.cell_length)
        self.query_one("#strip-name", SteadyText).update(Content.assemble(name, gap, until))
        first, then = view.plan
        if len(first) + 1 + len(then) > width:
            first = first.removeprefix(NOT_HELD)
        body = Content.assemble(first, " ", (then, MUTED))
        if view.held:
            gap = "  " if view.region else ""
            body = bar_content(view, width - len(gap) - region.cell_length)
            body = Content.assemble(body, gap, region)
        self.query_one("#strip-bar", SteadyText).update(body)


class DetailLine(SteadyText):
    """The single line of windows under 60 columns: account id, region, plan and `protected`."""

    def show(self, view: TargetView | None) -> None:
        """Shows a target; None empties the line."""
        if view is None:
            self.update("")
            return
        left = Content(view.target.account_id)
        right = Content("")
        region = Content.styled(f"  {view.region}" if view.region else "", MUTED)
        plan = Content.styled("" if view.held else view.in_brief, MUTED)
        if view.target.protected:
            right = Content.assemble(("protected ", "bold"), ("◆", "$text-error"))
        elif view.target.why_not:
            right = Content.styled("not yet", MUTED)
        elif view.target.scope.mark:
            right = Content.styled(view.target.scope.mark, MUTED)
        if plan and right:
            left = Content.assemble(left, "  ", plan)
        elif plan:
            right = Content.assemble(" ", plan)
        room = self.content_size.width - left.cell_length - right.cell_length
        if region.cell_length < room:
            left, room = Content.assemble(left, region), room - region.cell_length
        self.update(Content.assemble(left, " " * max(1, room), right))


def _facts(view: TargetView, width: int) -> Content:
    lines = []
    for label, value in view.facts:
        first, *more = wrap(
            value, max(8, width - 9), max_lines=MOST_LINES, placeholder=" …", break_on_hyphens=False
        ) or [""]
        lines.append(Content.assemble((label.ljust(9), MUTED), first))
        lines += [Content(" " * 9 + line) for line in more]
    lines += _matched(view, max(8, width - 9))
    return Content("\n").join(lines)


def _reason_without_column(view: TargetView) -> str:
    """Returns why the target matches where no column shows it, such as `note: Emptied`."""
    if not view.matched:
        return ""
    # deferred: the first rows have no query
    from rolecall.core.search.why_matched import COLUMNS

    found = (match for match in view.matched if match.field not in COLUMNS)
    return next((f"{match.field}: {safe_text(match.text, 40)}" for match in found), "")


def _matched(view: TargetView, width: int) -> list[Content]:
    """Returns lines on why the target matches: the matched texts, matched letters highlighted."""
    texts: list[Content] = []
    for match in view.matched:
        text = Content(safe_text(match.text))
        for start, end in shown_spans(match.text, match.spans):
            text = text.stylize(MATCH, start, end)
        texts.append(text)
    if not texts:
        return []
    label = "guess" if any(match.guessed for match in view.matched) else "matched"
    first, *more = Content(", ").join(texts).wrap(width)[:MOST_LINES]
    return [
        Content.assemble((label.ljust(9), MUTED), first.rstrip()),
        *(Content.assemble(" " * 9, line.rstrip()) for line in more),
    ]
