"""Runs the command that a command line names."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence

from rolecall import __version__
from rolecall.cli.grammar.grammar import Grammar
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS
from rolecall.cli.kept_answers import COMMANDS, keep_answer
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import (
    clear_progress,
    fill_closed_handles,
    tell,
    tell_error,
    tell_notice,
    write_data,
)
from rolecall.core.errors import Cancelled, RolecallError, UsageError
from rolecall.core.notices import set_listener
from rolecall.core.process.garbage_collection import resume
from rolecall.core.process.inputs import NotedEnvironment, noted_files, watch_inputs

INTERRUPTED = 130
CLASSIC = "assume-role"


def entry() -> int:
    """Runs the command line of this process. Returns its exit status."""
    fill_closed_handles()
    return main(sys.argv[1:], os.environ)


def main(words: Sequence[str], env: Mapping[str, str]) -> int:
    """Runs one command and writes its data to stdout. Returns the exit status."""
    before = set_listener(tell_notice)
    try:
        _handle_interrupts()
        outcome = (_kept if words[:1] and words[0] in COMMANDS else _run)(words, env)
        clear_progress()
        write_data(outcome.data)
        if outcome.note:
            tell(outcome.note)
        return outcome.status
    except KeyboardInterrupt:
        tell(Cancelled().message)
        return INTERRUPTED
    except RolecallError as error:
        tell_error(error)
        _print_frames(error, env)
        return 1 if words[:1] == [CLASSIC] else error.exit_status  # 1: as the classic
    except Exception as error:
        from rolecall.cli.crash import report  # deferred: only a bug needs it

        report(error, env)
        return 1
    finally:
        set_listener(before)


def _handle_interrupts() -> None:
    """Lets ctrl+c raise KeyboardInterrupt from here on, unless it is ignored."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _run(words: Sequence[str], env: Mapping[str, str]) -> Outcome:
    name = words[0] if words else ""
    if name in ("help", "-h", "--help"):
        return _help(words[1:], env)
    if name in ("-V", "--version"):
        return Outcome(f"rolecall {__version__}\n")
    if not name or name.startswith("-"):
        name, command, rest = "", PICKER, words
    elif name in SUBCOMMANDS:
        command, rest = SUBCOMMANDS[name], words[1:]
    else:
        from rolecall.cli.wrong_words import no_command  # deferred: only a wrong word needs it

        raise no_command(words, env)
    module = command.load()
    resume()
    grammar = Grammar(command.usage, command.summary, module.ARGUMENTS)
    if grammar.asks_for_help(rest):
        return _help([name], env)
    try:
        args = grammar.read(rest)
    except UsageError as wrong:
        from rolecall.cli.wrong_words import explained  # deferred: as above

        raise explained(wrong, grammar, name, rest, env) from None
    outcome: Outcome = module.run(args, env)
    return outcome


def _kept(words: Sequence[str], env: Mapping[str, str]) -> Outcome:
    """Runs a command whose answer is kept for the same question."""
    noted = NotedEnvironment(env)
    watch_inputs()
    outcome = _run(words, noted)
    if outcome.held and not outcome.note and (files := noted_files()):
        keep_answer(words, env, noted.names, files, outcome.data, outcome.held)
    return outcome


def _help(words: Sequence[str], env: Mapping[str, str]) -> Outcome:
    """Returns the help of the command that is named; without one, that of the program."""
    # deferred: few ask for it
    from rolecall.cli.help.command_help import command_help
    from rolecall.cli.help.examples import EXAMPLES
    from rolecall.cli.help.lines import terminal_width
    from rolecall.cli.help.overview import overview

    width = terminal_width(env)
    name = next((word for word in words if word in ("", *SUBCOMMANDS)), None)
    if name is None:
        return Outcome(overview(width))
    command = SUBCOMMANDS[name] if name else PICKER
    grammar = Grammar(command.usage, command.summary, command.load().ARGUMENTS)
    return Outcome(command_help(grammar, EXAMPLES.get(name, ()), width))


def _print_frames(error: BaseException, env: Mapping[str, str]) -> None:
    from rolecall.cli.crash import frames  # deferred: only failures have any

    for line in frames(error, env):
        tell(line)
