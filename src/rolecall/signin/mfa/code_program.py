"""MFA codes from `[mfa] process` of config.toml: a command that prints one.

A password manager's, or that of a security key (`ykman oath accounts code --single aws`).
"""

import shlex
from collections.abc import Callable

from rolecall.core.errors import ConfigError, MfaRefused, Refused
from rolecall.core.process.program import Program, Watch, output_of
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.plan import Plan
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services

LIMIT = 30.0  # seconds: a key wants to be touched, a manager to be unlocked
_MOST = 4_096  # bytes of output
_NAME = "The [mfa] process of config.toml"
_HINT = "Try its command by hand: it must print the six digits, and may print nothing else."


def code_program(services: Services, plan: Plan, prompter: Prompter) -> Callable[[], str] | None:
    """Returns a function that runs the command for a code; None where it does not apply.

    A code or a device that was named comes first. The function raises RolecallError, and Cancelled
    where the user leaves meanwhile.
    """
    if not plan.code_printed:
        return None
    command = services.files.settings.mfa_process
    return lambda: _code(command, services, prompter)


def _code(command: str, services: Services, prompter: Prompter) -> str:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ConfigError(f"{_NAME} is not a command line: {error}.", _HINT) from None
    program = Program(words, _NAME, "", _HINT, "Type the code, or pass it with --mfa-code.")
    check = services.call(prompter).check_cancelled
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
