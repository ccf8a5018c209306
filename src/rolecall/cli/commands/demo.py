"""`rolecall demo`: the picker, or a command, against the embedded AWS."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import AfterDashes, Namespace
from rolecall.cli.outcome import Outcome

ARGUMENTS = (AfterDashes("command"),)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    # deferred: the embedded AWS is no part of any other command
    from rolecall.demo.run import run_demo

    return Outcome(status=run_demo(args.command))
