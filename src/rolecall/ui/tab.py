"""The protocol of the picker's two tabs: targets and sessions."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from rolecall.core.errors import RolecallError
from rolecall.signin.plan import Plan
from rolecall.ui.state.busy import Busy

UNREAD = -1  # the total while there are more rows, which were not read yet


class Counted(NamedTuple):
    """How many rows match the query, of how many; `noun` names one row."""

    found: int
    total: int
    noun: str


class NothingToUse(RolecallError):
    """Raised where no flow can start from the row under the cursor. Shown as a warning."""

    @property
    def parts(self) -> tuple[str, str]:
        """The message and its hint."""
        return self.message, self.hint


class Tab(Protocol):
    """What the picker needs of a tab. The search box and the lines around it are the picker's."""

    placeholder: str
    """Text of the empty search box."""
    on_change: Callable[[], None]
    """Called whenever another row is under the cursor, or the text of that row has changed.

    A callback and not a message: header and key line change in the same frame.
    """

    @property
    def here(self) -> object:
        """Identifies what is under the cursor; equal values mean the same row."""

    @property
    def counted(self) -> Counted: ...

    def filter(self, query: str) -> None:
        """Shows only the rows that match the query."""

    def move(self, steps: int) -> None: ...

    def move_page(self, pages: int) -> None: ...

    def plan_here(self) -> Plan | None:
        """Returns the plan for the row under the cursor; None where there is no row.

        Raises NothingToUse for a row that stands for no role, RolecallError where a plan fails.
        """

    def nothing_here(self) -> NothingToUse:
        """Returns why no row is under the cursor, and what brings one."""

    def look_again(self) -> None:
        """Redraws what depends on the time and on the held sessions."""

    def show_busy(self, busy: Busy) -> None:
        """Shows the step of the work under way; a Busy without a target clears it."""

    def key_words(self) -> Mapping[str, str]:
        """Returns the words of the key line by command id, where they differ from the table's."""
