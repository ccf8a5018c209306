"""The page that a flow works for, as far as flows need to know it."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from textual.app import App
from textual.worker import Worker

from rolecall.core.model import Target
from rolecall.signin.progress import Step
from rolecall.ui.state.held import HeldSessions


class Host(Protocol):
    """What flows call on the page. For the event loop's thread only."""

    @property
    def app(self) -> App[Any]: ...

    @property
    def held(self) -> HeldSessions:
        """The sessions in the store."""

    @property
    def base_profile(self) -> str:
        """The profile of the bastion user, for targets that name no other."""

    @property
    def captured(self) -> bool:
        """Whether a shell reads the picker's stdout: Enter then hands over and leaves."""

    @property
    def device_code(self) -> Callable[[str], str | None]:
        """The code an MFA device shows, or the user's name at an IdP; known in the demo only."""

    @property
    def is_open(self) -> bool:
        """False once the application is leaving: nothing of the page may be touched then."""

    @property
    def whereabouts(self) -> object:
        """A value that changes when the user types, moves or opens something."""

    def run_worker(self, work: Coroutine[Any, Any, None], *, description: str) -> Worker[None]: ...

    def call_later(self, callback: Callable[[], object]) -> bool:
        """Calls back once all waiting messages are processed."""

    def say(self, kind: str, text: str, hint: str = "") -> None:
        """Shows a message about what is under the cursor; it goes when the cursor moves."""

    def announce(self, kind: str, text: str, hint: str = "") -> None:
        """Shows a message that stays when the cursor moves."""

    def say_nothing(self) -> None:
        """Removes the message."""

    def show_busy(self, target: Target | None, step: Step = ..., detail: str = ...) -> None:
        """Shows the step under way in a target's row and card; None ends that."""

    def look_again(self) -> None:
        """Reads what is held again, and redraws it."""

    def learn(self, targets: Sequence[Target]) -> None:
        """Adds targets that are new: roles typed by hand, or listed by an assertion."""
