"""The round of marked targets: its card in place of the target's, and its buttons."""

from textual.widget import Widget

from rolecall.core.model import Target
from rolecall.signin.desk import Desk
from rolecall.ui.commands import ASSUME, WRITE
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.many_round import ManyRound
from rolecall.ui.state.busy import RowWords
from rolecall.ui.state.marks import Marks
from rolecall.ui.targets.many_card import ManyCard, ManyStrip, answered_content
from rolecall.ui.targets.target_card import Card, DetailLine, Strip
from rolecall.ui.widgets.key_button import KeyButton

# The labels of buttons while targets are marked, by command id.
_LABELS = {ASSUME.id: "Assume marked", WRITE.id: "Write profiles"}
_NO_LABELS: dict[str, str] = {}


class MarkedTargets:
    """Shows marks and their round on the targets tab; mounted once the first rows are drawn."""

    def __init__(self, tab: Widget, host: Host, desk: Desk, marks: Marks) -> None:
        self._tab = tab
        self._captured = host.captured
        self._desk = desk
        self._marks = marks
        self._shown = _NO_LABELS, True
        self.many = ManyRound(host, desk)

    async def mount(self, card: Card, strip: Strip) -> None:
        """Adds the target's form for other widths, and beside both the round's card and strip."""
        tab, body = self._tab, self._tab.query_one("#body")
        if not card.is_attached:
            await body.mount(card, after="#targets")
        if not strip.is_attached:
            await tab.mount(strip, after=body)
        await body.mount(ManyCard(), after=card)
        await tab.mount(ManyStrip(), after=strip)

    def row_words(self, target: Target) -> RowWords:
        """Returns what a target's row shows of the round in place of its time."""
        return self.many.row_words(target)

    def show(self) -> None:
        """Shows the round's card while it has one, and labels the buttons."""
        tab, screen = self._tab, self._tab.screen
        view = self.many.view(self._desk.clock())
        screen.set_class(bool(self._marks), "-marking")
        if view is not None and not screen.has_class("-many"):
            tab.call_after_refresh(self.show)  # the widths are known only after the layout
        screen.set_class(view is not None, "-many")
        labels = _LABELS if self._marks else _NO_LABELS
        offered = not (self._captured and len(self._marks) > 1)  # its shell can hold one role
        if (labels, offered) != self._shown:  # querying the buttons on every key would be slow
            self._shown = labels, offered
            for button in tab.query("#card KeyButton, #strip KeyButton").results(KeyButton):
                button.show_label(labels.get(button.command.id, ""))
                if button.command is ASSUME:
                    button.display = offered
        if view is not None:
            tab.query_one(ManyCard).show(view)
            tab.query_one(ManyStrip).show(view)
            line = tab.query_one(DetailLine)
            line.update(answered_content(view, line.content_size.width))
