"""`rolecall demo`: the picker, or a command, in a world of its own."""

from collections.abc import Mapping

from rolecall.cli.grammar.grammar import AfterDashes, Namespace
from rolecall.cli.outcome import Outcome

ARGUMENTS = (AfterDashes("command"),)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    # deferred: the embedded AWS is no part of any other command
    from rolecall.demo.run import run_demo

    return Outcome(status=run_demo(words.command))
