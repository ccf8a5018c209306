"""`rolecall credential-process`: what an AWS SDK asks for, whenever it needs credentials."""

import sys
from collections.abc import Mapping

from rolecall.cli.becoming import chosen_target, terminal_prompter
from rolecall.cli.options import add_sign_in, add_target, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.parser import Namespace, Parser
from rolecall.cli.process_prompter import ProcessPrompter
from rolecall.core.active import ACTIVE
from rolecall.core.errors import ConfigError
from rolecall.handover.process_answer import process_answer
from rolecall.signin.desk import open_desk
from rolecall.signin.fresh_session import fresh_session


def arguments(parser: Parser) -> None:
    add_target(parser)
    add_sign_in(parser)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if env.get(ACTIVE):
        raise ConfigError(
            "The base profile asks Rolecall for its credentials, and Rolecall would ask it.",
            "Name the profile that holds your own keys: --base-profile or AWS_PROFILE_ASSUME_ROLE.",
        )
    desk = open_desk(env)
    plan = desk.plan(chosen_target(desk, words.account, words.role), plan_options(words))
    prompter = terminal_prompter(desk, words, ProcessPrompter)
    prompter.by_hand = _by_hand(words)
    signed_in = fresh_session(desk, plan, prompter, prompter.check)
    for note in signed_in.notes:
        tell(note)
    return Outcome(process_answer(signed_in.session))


def _by_hand(words: Namespace) -> str:
    """The command that signs in where somebody can be asked."""
    said = ["rolecall", "export", words.account, *([words.role] if words.role else [])]
    if words.base_profile:
        said += ["--base-profile", words.base_profile]
    if sys.platform == "win32" or all(word.replace("-", "").isalnum() for word in said):
        return " ".join(said)
    import shlex  # deferred: only odd words need it

    return shlex.join(said)
