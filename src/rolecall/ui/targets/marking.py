"""Marks, the round of roles taken with them, and pins, on the picker's page."""

from functools import cached_property
from typing import TYPE_CHECKING

from rolecall.core.model import Target
from rolecall.signin.desk import Desk
from rolecall.ui.commands import ASSUME, WRITE
from rolecall.ui.page.search_box import SearchBox
from rolecall.ui.state.busy import RowWords
from rolecall.ui.state.marks import Marks, gutter_sign
from rolecall.ui.state.pins import Pins
from rolecall.ui.targets.target_card import DetailLine
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.widgets.key_button import KeyButton
from rolecall.ui.widgets.window_sizes import WIDE

if TYPE_CHECKING:
    from rolecall.ui.flows.many_round import ManyRound
    from rolecall.ui.page.picker import Picker

# With marks: the button's words, by command id.
_LABELS = {ASSUME.id: "Assume marked", WRITE.id: "Write profiles"}
_NO_LABELS: dict[str, str] = {}


class Marking:
    """What is marked and pinned, and where the page says so."""

    def __init__(self, picker: "Picker", desk: Desk, pins: Pins) -> None:
        self._picker = picker
        self._desk = desk
        self._pins = pins
        self.marks = Marks()
        self._labels = _NO_LABELS

    @cached_property
    def many(self) -> "ManyRound":
        """The round of roles."""
        # deferred: the first rows are drawn without it
        from rolecall.ui.flows.many_round import ManyRound

        return ManyRound(self._picker, self._desk)

    def _row_words(self, target: Target) -> RowWords:
        return self.many.row_words(target) if self._picker.is_whole else RowWords()

    def look_away(self) -> None:
        """The card is the target's again, as soon as the cursor moves."""
        if self._picker.is_whole:
            self.many.look_away()

    def start(self) -> None:
        """Have the list ask for each row's sign and progress."""
        targets = self._picker.query_one(TargetList)
        targets.sign = gutter_sign(self.marks, self._is_pinned)
        targets.progress = self._row_words
        targets.qualifier_of = self._picker.searching.qualifier_of

    def changed(self) -> None:
        """Marks or pins are others now."""
        self._picker.query_one(SearchBox).show_marked(len(self.marks))
        self._picker.look_again()

    def clear(self) -> bool:
        """Take the marks away, and what is shown of their round; False where there is nothing."""
        had = self.marks.clear() or self.many.is_shown
        self.many.reset()
        if had:
            self.changed()
        return had

    def show(self) -> None:
        """The round's card in the place of the target's, and what the buttons do with marks."""
        picker = self._picker
        if not picker.is_whole:
            return
        view = self.many.view(self._desk.clock())
        picker.set_class(bool(self.marks), "-marking")
        if view is not None and not picker.has_class("-many"):
            picker.call_after_refresh(picker.look_again)  # its widths are known only then
        picker.set_class(view is not None, "-many")
        labels = _LABELS if self.marks else _NO_LABELS
        if labels is not self._labels:  # with every key it would be asked for
            self._labels = labels
            for button in picker.query("#card KeyButton, #strip KeyButton").results(KeyButton):
                button.show_label(labels.get(button.command.id, button.command.label))
        if view is not None:
            # deferred: the first rows are drawn without them
            from rolecall.ui.targets.many_card import ManyCard, ManyStrip, answered_content

            picker.query_one(ManyCard).show(view)
            picker.query_one(ManyStrip).show(view)
            line = picker.query_one(DetailLine)
            line.update(answered_content(view, line.content_size.width))

    def key_words(self) -> dict[str, str]:
        """What the keys at the foot of the page are called with marks, by command id."""
        if self._picker.is_whole and self.many.is_running:
            narrow = self._picker.query_one(TargetList).narrow
            return {"assume": "", "leave": "stop" if narrow else ""}  # else a button says it
        if not self.marks:
            return {}
        roomy = self._picker.size.width >= WIDE
        words = {"mark": "mark", "assume": "assume marked"}
        words["leave"] = "clear marks" if roomy else ""
        if self._picker.captured:
            words["assume"] = ""
        if self._picker.query_one(TargetList).narrow:
            words |= {"copy": "", "palette": "", "leave": ""}
        return words

    def _is_pinned(self, target: Target) -> bool:
        return target in self._pins
