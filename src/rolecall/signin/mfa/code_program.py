"""MFA codes from `[mfa] process` of config.toml: a command that prints one.

A password manager's, or that of a security key (`ykman oath accounts code --single aws`).
"""

import shlex

from rolecall.core.errors import (
    Cancelled,
    ConfigError,
    MfaCodeUsed,
    MfaRefused,
    Refused,
    RolecallError,
)
from rolecall.core.process.program import Program, Watch, output_of
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.mfa.next_step import wait_for_next_step
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services

LIMIT = 30.0  # seconds: a key wants to be touched, a manager to be unlocked
_MOST = 4_096  # bytes of output
_NAME = "The [mfa] process of config.toml"
_HINT = "Try its command by hand: it must print the six digits, and may print nothing else."


class CodeProgram:
    """The command of one sign-in. It runs once, and again where its code was used already."""

    def __init__(self, services: Services, prompter: Prompter) -> None:
        self._services = services
        self._prompter = prompter
        self._runs = 0

    def code(self) -> str:
        """Runs the command; returns what it prints, or nothing after a notice that says why.

        Raises Cancelled where the user leaves meanwhile.
        """
        self._runs += 1
        self._prompter.progress(Step.WAITING_FOR_PROGRAM)
        try:
            return self._printed()
        except Cancelled:
            raise
        except RolecallError as fault:
            self._prompter.notice(f"{fault.message} {fault.hint}")
            return ""

    def wait_for_another(self, used: MfaCodeUsed) -> bool:
        """Waits until it prints another code than the used one; False once that was tried."""
        if self._runs > 1:
            return False
        if used.seconds_left:
            clock = self._services.clock
            wait_for_next_step(lambda: clock().timestamp(), self._prompter, Step.WAITING_FOR_NEXT)
        return True

    def _printed(self) -> str:
        try:
            words = shlex.split(self._services.files.settings.mfa_process)
        except ValueError as error:
            raise ConfigError(f"{_NAME} is not a command line: {error}.", _HINT) from None
        program = Program(words, _NAME, "", _HINT, "Type the code, or pass it with --mfa-code.")
        check = self._services.call(self._prompter).check_cancelled
        watch = Watch(LIMIT, LIMIT, _MOST, check, lambda line: None)
        status, output = output_of(program, watch)
        if status != 0:
            raise Refused(f"{_NAME} exited with status {status}.", _HINT)
        for line in output.decode(errors="replace").splitlines():
            try:
                return tidy_code(line)
            except MfaRefused:
                continue
        raise Refused(f"{_NAME} printed no MFA code.", _HINT)


def code_program(services: Services, plan: Plan, prompter: Prompter) -> CodeProgram | None:
    """Returns the command; None where it does not apply: a named code or device comes first."""
    return CodeProgram(services, prompter) if plan.code_printed else None
