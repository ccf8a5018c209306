"""`rolecall docs`: the documentation, in the user's pager when stdout is a terminal."""

import os
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Argument, Namespace
from rolecall.cli.outcome import Outcome
from rolecall.cli.table import table
from rolecall.core.errors import UsageError
from rolecall.docs import TOPICS, page

ARGUMENTS = (Argument("topic", "TOPIC", "the page to show; default: list them", required=False),)
_HINT = "hint: rolecall docs TOPIC shows a page."


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    is_terminal = os.isatty(1)
    if not args.topic:
        listed = table(list(TOPICS.items()), aligned=is_terminal)
        return Outcome(listed, note=_HINT if is_terminal else "")
    if args.topic not in TOPICS:
        raise UsageError(f'There is no page "{args.topic}".', _near(args.topic))
    text = page(args.topic)
    if is_terminal:
        # deferred: it starts a process, which a page in a pipe does not need
        from rolecall.cli.terminal.pager import page_through

        if page_through(text, env):
            return Outcome()
    return Outcome(text)


def _near(topic: str) -> str:
    from rolecall.core.nearest import nearest  # deferred: only a wrong topic needs it

    near = nearest(topic, TOPICS)
    return f"Did you mean rolecall docs {near}?" if near else "rolecall docs lists the pages."
