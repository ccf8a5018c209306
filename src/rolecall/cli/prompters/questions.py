"""The parts of the questions on the terminal."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rolecall.cli.output import tell
from rolecall.core.secret import Secret

if TYPE_CHECKING:
    from rolecall.cli.terminal.terminal import Terminal
    from rolecall.signin.prompters import MfaDevice, MfaQuestion, SamlLogin

Check = Callable[[], None]  # called each second of a question, which ends with what it raises


def ended_by(is_answered: Callable[[], bool]) -> Check:
    """Returns what ends a question once it is answered elsewhere."""

    def check() -> None:
        if is_answered():
            # deferred: nothing is asked as a rule
            from rolecall.signin.browser.pages import AnsweredElsewhere

            tell("Answered in another process.")
            raise AnsweredElsewhere

    return check


def ask_user_and_password(
    terminal: "Terminal", prompt: str, offered: str, check: Check | None = None
) -> "SamlLogin":
    """Both until there is something of both; `check` may end the questions."""
    from rolecall.signin.prompters import SamlLogin  # deferred: as above

    user_name = password = ""
    while not user_name:
        user_name = terminal.ask(prompt, check) or offered
    while not password:
        password = terminal.ask_hidden("Password: ", check=check)
    return SamlLogin(user_name, Secret(password))


def ask_device(terminal: "Terminal", question: "MfaQuestion") -> "MfaDevice":
    """Which device, where there are several."""
    check = ended_by(question.is_answered)
    usable = [device for device in question.devices if not device.why_not]
    if len(usable) == 1:
        return usable[0]
    terminal.show(f"MFA devices of {question.user_name}:")
    for number, device in enumerate(usable, 1):
        terminal.show(f"  {number}  {device.name}  ({device.kind})")
    for device in question.devices:
        if device.why_not:
            terminal.show(f"  -  {device.name}  ({device.kind}: {device.why_not})")
    preset = usable.index(question.preset) + 1
    while True:
        typed = terminal.ask(f"Device [{preset}]: ", check) or str(preset)
        for number, device in enumerate(usable, 1):
            if typed in (str(number), device.name, device.serial):
                return device
        terminal.show(f"Type a number from 1 to {len(usable)}.")
