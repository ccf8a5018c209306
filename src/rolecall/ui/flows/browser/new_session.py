"""The flow that begins a new session at an Identity Center, or one of `aws login`."""

from collections.abc import Callable

from rolecall.core.login import Login
from rolecall.core.safe_text import safe_text
from rolecall.signin.browser.new_session import start_new_session
from rolecall.signin.desk import Desk
from rolecall.signin.schemes import login_kinds
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.work import Flow
from rolecall.ui.messages import StatusMessage


class NewSession(Flow):
    """Signs out of a login, and in again. The role sessions that were taken by it stay.

    `on_new` is called once the new session is shown.
    """

    def __init__(self, host: Host, desk: Desk, login: Login, on_new: Callable[[], None]) -> None:
        self._host = host
        self._desk = desk
        self._login = login
        self._on_new = on_new
        self._kind = login_kinds()[login.kind]
        self._prompter = self._asking = DialogPrompter(host, desk, lambda step, detail: None)

    async def run(self) -> None:
        host, prompter = self._host, self._asking
        services = self._desk.sign_in.services
        host.say("success", f"Starting a new {self._kind.title} …")
        await prompter.run(lambda: start_new_session(services, self._login, prompter))
        host.look_again()
        self._on_new()
        host.say("success", f"New {self._whose}{self._until}.")

    def stop(self) -> None:
        self._asking.stop()

    def stopped_message(self) -> StatusMessage:
        if self._held is not None:
            return StatusMessage("warning", "Stopped.")
        hint = f"The next new role asks for {self._kind.anew}."
        return StatusMessage("warning", f"Stopped. The {self._whose} is over.", hint)

    @property
    def _whose(self) -> str:
        return f"{self._kind.prefix} {safe_text(self._login.name)}"

    @property
    def _held(self) -> Login | None:
        self._host.held.refresh()
        logins = self._host.held.logins
        same = (each for each in logins if each.kind == self._login.kind)
        return next((each for each in same if each.base == self._login.base), None)

    @property
    def _until(self) -> str:
        held = self._held
        return f", until {held.expiration.astimezone():%H:%M}" if held else ""
