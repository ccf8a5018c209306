"""`rolecall copy`: export lines to the clipboard, or the command that produces them."""

from collections.abc import Mapping
from contextlib import suppress

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options, shell_option
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.sign_in import become_named, chosen_target
from rolecall.cli.terminal.terminal import has_terminal, write_to_terminal
from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.secret import Secret
from rolecall.core.state.state import load_state
from rolecall.handover.clipboard.clearing import DEFAULT_SECONDS, clear_after, seconds_in
from rolecall.handover.clipboard.copy import copy
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.handover.shell.export_command import export_command
from rolecall.handover.shell.exports import export_lines
from rolecall.sessions.handed import CLIPBOARD, note_handed
from rolecall.signin.desk import Desk, open_desk

_CLEARED = f"clear the lines then; 0: never; default: the palette's, else {DEFAULT_SECONDS}"
_TWIN = "hint: Pasted, they stay in the shell's history. Without a secret: rolecall copy --command"


ARGUMENTS = (
    *TARGET,
    shell_option(),
    Switch("--command", "copy the command instead, which holds no secret", name="command_only"),
    Option("--clear-after", "SECONDS", _CLEARED),
    *SIGN_IN,
)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(words.shell, env, parent_name())
    desk = open_desk(env)
    terminal = write_to_terminal if has_terminal() else None
    if words.command_only and words.mfa_code:
        raise UsageError(
            "The command is for later, and a code is good only now.", "Leave --mfa-code out."
        )
    if words.command_only:
        command = Secret(_command(desk, words, dialect))
        tell(copy(command, env, terminal).message)
        return DONE
    seconds = _seconds(desk, words)
    signed_in = become_named(desk, words)
    lines = Secret(export_lines(signed_in.session, dialect, desk.env))
    copied = copy(lines, env, terminal, clear_after=seconds)
    with suppress(RolecallError):  # copied it is, noted for the session board or not
        note_handed(desk.paths, signed_in.session, CLIPBOARD, desk.clock())
    tell(copied.message)
    tell(_TWIN)
    return DONE


def _seconds(desk: Desk, words: Namespace) -> int:
    if words.clear_after:
        return seconds_in(words.clear_after)
    return clear_after(load_state(desk.paths.state_file).settings)


def _command(desk: Desk, words: Namespace, dialect: str) -> str:
    """The words given, once they are known to be a target's; a code is good only now."""
    desk.plan(
        chosen_target(desk, words.account, words.role, words.role_profile), plan_options(words)
    )
    given = [words.account, *([words.role] if words.role else [])]
    for option, value in (
        ("--region", words.region),
        ("--duration", words.duration),
        ("--base-profile", words.base_profile),
        ("--role-profile", words.role_profile),
        ("--mfa-device", words.mfa_device),
    ):
        given += [option, value] if value else []
    return export_command(given, dialect)
