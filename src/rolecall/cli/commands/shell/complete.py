"""`rolecall complete`: prints candidates for the word at the cursor, for the shells' completion.

It never fails and never writes to stderr, where the user is typing.
"""

from collections.abc import Mapping

from rolecall.cli.grammar.candidates import candidates
from rolecall.cli.grammar.grammar import AfterDashes, Namespace, Switch
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.shells.bash_line import insertions, read_line
from rolecall.core.notices import set_listener

ARGUMENTS = (
    AfterDashes("command"),
    Switch("--line", "WORDs are bash's line up to the cursor, and its COMP_WORDBREAKS"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    set_listener(lambda line, hint: None)
    try:
        found = _of_line(args.command, env) if args.line else candidates(args.command, env)
    except Exception:
        return DONE
    return Outcome("".join(f"{candidate}\n" for candidate in found))


def _of_line(words: list[str], env: Mapping[str, str]) -> list[str]:
    text, breaks = words
    line = read_line(text, breaks)
    return insertions(candidates([*line.words, line.current], env), line) if line else []
