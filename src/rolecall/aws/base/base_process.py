"""Runs a base profile's credential_process with limits of time and size."""

from rolecall.aws.call.bounded_call import CallContext
from rolecall.core.errors import ConfigError
from rolecall.core.process.program import Program, Watch, output_of


def process_output(words: list[str], profile: str, call: CallContext) -> bytes:
    """Returns its stdout. Raises RolecallError, and what `call.check_cancelled` raises."""
    command, limits = f"aws sts get-caller-identity --profile {profile}", call.limits
    program = Program(
        words,
        f"The credential_process of base profile {profile}",
        f"Waiting for the credential_process of profile {profile}.",
        f"Try: {command}",
        f"Sign in on the command line: {command}",
    )
    watch = Watch(
        limits.process,
        limits.process_notice,
        limits.process_size,
        call.check_cancelled,
        call.observer.notice,
    )
    status, output = output_of(program, watch)
    if status != 0:
        raise ConfigError(
            f"The credential_process or provider of base profile {profile} returned no "
            f"credentials: it exited with status {status}.",
            program.hint,
        )
    return output
