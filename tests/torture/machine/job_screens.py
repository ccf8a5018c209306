"""Screens of the picker and questions of commands on a real terminal: how to reach each by keys."""

import threading
from collections.abc import Callable
from typing import NamedTuple

from rolecall.demo.faults import stalled
from tests.drivers.program import Program
from tests.torture.machine.terminal_job import TerminalJob

Before = Callable[[Program], object]
CODE = "<code>"  # stands for the device's code


class Place(NamedTuple):
    """A command line and what it shows, then keys, each with what is drawn after them."""

    steps: tuple[tuple[str, str], ...]
    words: str = "rolecall"
    before: Before = lambda program: None

    def reach(self, job: TerminalJob, program: Program) -> None:
        """Start the program and lead it there."""
        self.before(program)
        job.start(self.words)
        for keys, drawn in self.steps:
            if keys:
                job.press(keys.replace(CODE, program.code()))
            job.see(drawn)


def silent(program: Program) -> None:
    program.aws.faults.add("AssumeRole", stalled(threading.Event(), longest=30))


def held(program: Program) -> None:
    program.sign_in("sandbox", "developer")


WHOLE = ("", "32 targets")
SCREENS = {
    "targets": Place((WHOLE,)),
    "guesses": Place((WHOLE, ("sandvox devxloper", "Did you mean"))),
    "MFA code": Place((WHOLE, ("sandbox developer", "1 of 32"), ("\r", ", as alice"))),
    "protected account": Place(
        (WHOLE, ("production read 2222", "of 32"), ("\r", "Type the account name"))
    ),
    "SAML login": Place((WHOLE, ("partner-portal read", "of 32"), ("\r", "Sign in to demo-idp"))),
    "sign-in under way": Place(
        (
            WHOLE,
            ("sandbox developer", "1 of 32"),
            ("\r", ", as alice"),
            (CODE, "esc stop"),
        ),
        before=silent,
    ),
    "write profile": Place(
        (WHOLE, ("sandbox developer", "1 of 32"), ("\x13", "x_security_token_expires")),
        before=held,
    ),
    "help": Place((WHOLE, ("\x1bOP", "What the keys do"))),
    "palette": Place((WHOLE, ("\x10", "search commands and settings"))),
    "palette, a setting": Place(
        (WHOLE, ("\x10", "search commands and settings"), ("theme", "Colors"), ("\r", "latte"))
    ),
    "sessions": Place((WHOLE, ("\x14", "Role sessions")), before=held),
    "forget": Place((WHOLE, ("\x14", "Role sessions"), ("\x04", "Forget")), before=held),
}

DEVICE, SHOWN = ("", "Device [1]: "), ("1\r", "MFA code of alice-phone: ")
USER = ("", "User name: ")
QUESTIONS = {
    "hidden code": Place((("", "MFA Token: "), ("123", "")), "rolecall assume-role staging read"),
    "device": Place((DEVICE,), "rolecall export staging"),
    "code": Place((DEVICE, SHOWN, ("123", "")), "rolecall export staging"),
    "user name": Place((USER, ("bob", "")), "rolecall export partner-portal"),
    "password": Place((USER, ("bob\r", "Password: ")), "rolecall export partner-portal"),
    "number": Place((("", "(empty: cancel): "),), "rolecall pick"),
    "protected name": Place(
        (("", "(empty: cancel): "), ("1\r", "Type the account's name")),
        "rolecall pick production read",
    ),
    "AWS is silent": Place(
        (DEVICE, ("1\r", "MFA code of"), (CODE + "\r", "asking AWS for developer")),
        "rolecall export sandbox developer",
        silent,
    ),
}
