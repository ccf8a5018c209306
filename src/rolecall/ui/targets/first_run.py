"""The first-run page, shown while there are no targets: what to start with, and what is found."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import Static

from rolecall.catalog.defaults import base_profile_name
from rolecall.core.paths import shown
from rolecall.core.safe_text import safe_text
from rolecall.core.state.state import State, load_state
from rolecall.signin.desk import Desk
from rolecall.ui.state.settings import GUARD, GUARDED
from rolecall.ui.targets.setup_facts import SetupFacts, find_setup_facts
from rolecall.ui.widgets.cursor_list import CursorList
from rolecall.ui.widgets.styles import MUTED
from rolecall.ui.widgets.window_sizes import LOW, NARROW, TALL

_LABEL = 21  # cells of a choice's label
ADD, CENTER, BASE = "add-account", "identity-center", "base-profile"
PROTECT, LOOK, SIGN_IN = "guard", "look-around", "sign-in"


class Choice(NamedTuple):
    """One thing to start with; `word` names it in the key line, `value` is its argument."""

    id: str
    label: str
    hint: str
    word: str
    value: str = ""


def choices(found: SetupFacts, state: State) -> list[Choice]:
    """Returns what to start with, in the order of the page."""
    guarded = bool(state.settings.get(GUARD))
    protect = f"ask for the account name first (now {'on' if guarded else 'off'})"
    return [
        *(
            Choice(
                SIGN_IN,
                f"Sign in to {safe_text(name, 9)}",
                "and list its accounts",
                "sign in",
                name,
            )
            for name in found.centers
        ),
        Choice(ADD, "Add an account", "an alias and a 12-digit id", "add an account"),
        Choice(CENTER, "Add Identity Center", "its start URL is enough", "add it"),
        *(
            Choice(
                BASE,
                f"Use {safe_text(name, 15)}",
                "as base profile, with its keys",
                "use it",
                name,
            )
            for name in found.bases
        ),
        Choice(PROTECT, f"Protect {GUARDED}", protect, "switch it " + ("off" if guarded else "on")),
        Choice(LOOK, "Look around", "try the demo: made-up accounts", "try the demo"),
    ]


class ChoiceList(CursorList):
    """The choices as rows, with blank lines between them where there is room."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="choices")
        self._choices = choices
        self._every = 1  # lines from one choice to the next

    def space_out(self, every: int) -> None:
        """Draws one choice per `every` lines, 1 or 2; the cursor stays on its choice."""
        place = max(0, self.cursor) // self._every
        self._every = every
        self.styles.height = self.line_count()
        self.virtual_size = Size(0, self.line_count())
        self.put_cursor(place * every)

    @property
    def choice(self) -> Choice:
        """The choice under the cursor."""
        return self._choices[max(0, self.cursor) // self._every]

    def line_count(self) -> int:
        return (len(self._choices) - 1) * self._every + 1

    def is_selectable(self, position: int) -> bool:
        return position % self._every == 0

    def strip(self, position: int, is_cursor: bool, width: int) -> Strip:
        if not self.is_selectable(position):
            return Strip.blank(width, self.component_style())
        choice = self._choices[position // self._every]
        tint = ["list--cursor"] if is_cursor else []
        muted = [] if is_cursor else ["list--muted"]
        gutter = 3 if width >= NARROW - 4 else 2
        style = self.component_style
        segments = [
            Segment("▐", style("list--edge")) if is_cursor else Segment(" ", style()),
            Segment(" " * (gutter - 1), style(*tint)),
            Segment(
                choice.label.ljust(_LABEL),
                style(*tint, *(["list--bold"] * is_cursor)),
            ),
        ]
        if gutter + _LABEL + len(choice.hint) <= width:  # a shortened hint would say nothing
            segments.append(Segment(choice.hint, style(*tint, *muted)))
        return Strip(segments).adjust_cell_length(width, style(*tint))


class FirstRun(Vertical):
    """Shows the choices under the search box, in place of the list of targets."""

    def __init__(self, desk: Desk, found: SetupFacts, state: State) -> None:
        super().__init__(id="first-run")
        self._found = found
        self._file = shown(desk.paths.accounts_file, desk.env)
        self._choices = choices(found, state)

    def compose(self) -> ComposeResult:
        yield Static(id="first-title")
        yield ChoiceList(self._choices)
        yield Static(id="first-also")

    def on_resize(self) -> None:
        screen = self.screen.size
        self.query_one(ChoiceList).space_out(2 if screen.height >= TALL else 1)
        room = max(10, self.size.width - 6)
        small = screen.width < NARROW or screen.height < LOW
        title = "No accounts yet." + ("" if small else " Start with one of these.")
        self.query_one("#first-title", Static).update(title)
        parts: list[Content | tuple[str, str] | str] = []
        if self._found.way:
            way = wrap(" ".join(self._found.way), room, break_on_hyphens=False)
            parts += [Content("\n").join([Content(line) for line in way]), "\n\n"]
        example = '{"staging": "210987654321"}'
        if small:
            parts += [("or in ", MUTED), self._file]
        else:
            parts += [("Or write ", MUTED), self._file, (" yourself:  ", MUTED), example]
        self.query_one("#first-also", Static).update(Content.assemble(*parts))

    @property
    def choice(self) -> Choice:
        """The choice that Enter runs."""
        return self.query_one(ChoiceList).choice

    def move(self, steps: int) -> None:
        self.query_one(ChoiceList).move(steps)


class FoundCard(Static):
    """Shows what was found: in place of the card, or below the choices in a narrower window."""

    def __init__(self, found: SetupFacts) -> None:
        super().__init__(id="found")
        self._found = found

    def on_resize(self) -> None:
        tall = self.screen.has_class("-wide")
        lines = [Content.styled("What Rolecall found", "bold")]
        for fact in self._found.facts:
            sign = ("+ ", "$text-success") if fact.there else ("- ", "")
            value = safe_text(fact.value, 40)
            lines += [Content()] if tall else []
            if tall:
                room = max(8, self.content_size.width - 17)
                first, *rest = wrap(value, room) or [""]
                lines.append(Content.assemble(sign, (fact.label.ljust(15), MUTED), first))
                lines += [Content(" " * 17 + line) for line in rest]
                more = wrap(safe_text(fact.below, 80), room)
                lines += [Content.styled(" " * 17 + line, MUTED) for line in more]
            else:
                below = f"  {safe_text(fact.below, 60)}"
                lines.append(
                    Content.assemble(sign, (fact.label.ljust(15), MUTED), value, (below, MUTED))
                )
        self.update(Content("\n").join(lines))


def first_run_parts(desk: Desk) -> tuple[FirstRun, FoundCard] | tuple[()]:
    """Returns both halves of the page; empty where there are targets."""
    if desk.catalog.targets:
        return ()
    state = load_state(desk.paths.state_file)
    found = find_setup_facts(desk, base_profile_name(desk.env, desk.settings, state))
    return FirstRun(desk, found, state), FoundCard(found)
