"""`rolecall copy`: copies export lines, or the command that prints them, to the clipboard."""

from collections.abc import Mapping
from contextlib import suppress

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.cli.grammar.scope_options import given_scope
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options, shell_option
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell
from rolecall.cli.sign_in import chosen_target, sign_in_named
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

_CLEARED = (
    f"when to clear the clipboard; 0: never; default: as in the picker, else {DEFAULT_SECONDS}"
)
_HISTORY_HINT = (
    "hint: Pasted, they stay in the shell's history; rolecall copy --command copies no secret."
)


ARGUMENTS = (
    *TARGET,
    shell_option(),
    Switch("--command", "copy the command instead; it holds no secret", name="command_only"),
    Option("--clear-after", "SECONDS", _CLEARED),
    *SIGN_IN,
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    dialect = detect_dialect(args.shell, env, parent_name())
    desk = open_desk(env)
    terminal = write_to_terminal if has_terminal() else None
    if args.command_only and args.mfa_code:
        raise UsageError(
            "--command copies a command for later; an MFA code is valid only now.",
            "Leave out --mfa-code.",
        )
    if args.command_only:
        command = Secret(_command(desk, args, dialect))
        tell(copy(command, env, terminal).message)
        return DONE
    seconds = _seconds(desk, args)
    signed_in = sign_in_named(desk, args)
    lines = Secret(export_lines(signed_in.session, dialect, desk.env))
    copied = copy(lines, env, terminal, clear_after=seconds)
    with suppress(RolecallError):  # the lines are copied, even if the session board cannot note it
        note_handed(desk.paths, signed_in.session, CLIPBOARD, desk.clock())
    tell(copied.message)
    tell(_HISTORY_HINT)
    return DONE


def _seconds(desk: Desk, args: Namespace) -> int:
    if args.clear_after:
        return seconds_in(args.clear_after)
    return clear_after(load_state(desk.paths.state_file).settings)


def _command(desk: Desk, args: Namespace, dialect: str) -> str:
    """Returns the command that prints the export lines, once its target is known to exist."""
    desk.plan(chosen_target(desk, args), plan_options(args))
    given = [args.account, *([args.role] if args.role else [])]
    for option, value in (
        ("--region", args.region),
        ("--duration", args.duration),
        ("--base-profile", args.base_profile),
        ("--role-profile", args.role_profile),
        ("--through", args.through),
        ("--mfa-device", args.mfa_device),
    ):
        given += [option, value] if value else []
    given += ["--force-role"] if args.force_role else []
    given += given_scope(args)
    return export_command(given, dialect)
