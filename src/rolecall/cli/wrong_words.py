"""What a command line that nothing understands may have meant."""

import shlex
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress

from rolecall.cli.grammar.candidates import targets_in
from rolecall.cli.grammar.grammar import Grammar
from rolecall.cli.grammar.subcommands import listed_names
from rolecall.core.errors import RolecallError, UsageError
from rolecall.core.model import parse_role_arn
from rolecall.core.nearest import nearest
from rolecall.signin.desk import Desk, open_desk

_EXEC_USAGE = "Usage: rolecall exec ACCOUNT [ROLE] [options] -- CMD ..."
_OTHER_NAMES = {  # what other tools call our commands
    "assume": "assume-role",
    "clipboard": "copy",
    "delete": "forget",
    "env": "export",
    "login": "export",
    "logout": "forget",
    "ls": "list",
    "open": "console",
    "refresh": "renew",
    "remove": "forget",
    "rm": "forget",
    "run": "exec",
    "setup": "init",
    "shell": "init",
    "status": "sessions",
    "switch": "export",
    "web": "console",
    "whoami": "sessions",
}


def no_command(words: Sequence[str], env: Mapping[str, str]) -> UsageError:
    """Returns the error for a first word that is no command: it may be an account."""
    name = words[0]
    desk = _desk(env)
    if parse_role_arn(name) or (desk and targets_in(desk, name)):
        role = [word for word in words[1:2] if not word.startswith("-")]
        target = shlex.join([name, *role])
        return UsageError(
            f"{name} is an account, not a command.",
            f"Did you mean rolecall export {target}? Or rolecall exec {target} -- CMD?",
        )
    return UsageError(f"Unknown command: {name}.", _meant(name, desk))


def _meant(name: str, desk: Desk | None) -> str:
    commands = listed_names()
    if name in _OTHER_NAMES:
        return f"Did you mean rolecall {_OTHER_NAMES[name]}?"
    aliases = [alias for target in desk.catalog.targets for alias in target.aliases] if desk else []
    found = nearest(name, [*commands, *dict.fromkeys(aliases)])
    if found in commands:
        return f"Did you mean rolecall {found}?"
    if found:
        return f"Did you mean rolecall export {shlex.quote(found)}?"
    return "rolecall --help lists the commands."


def explained(
    wrong: UsageError, grammar: Grammar, name: str, words: Sequence[str], env: Mapping[str, str]
) -> UsageError:
    """Returns the error of a grammar, or a better one where only `--` is missing before CMD."""
    if grammar.after_dashes is None or "--" in words or not name or not words:
        return wrong
    places = _arguments(grammar, words)
    if not grammar.arguments:  # demo
        return _missing_dashes(name, words, places[0]) if places else wrong
    if len(places) < 2:
        return wrong
    account, second = words[places[0]], words[places[1]]
    if _is_command(account, second, env):
        return _missing_dashes(name, words, places[1])
    return _missing_dashes(name, words, places[2]) if len(places) > 2 else wrong


def missing_command(account: str, role: str, env: Mapping[str, str]) -> UsageError:
    """Returns the error for `exec` without CMD: what stands in the place of ROLE may be it."""
    if role and _is_command(account, role, env):
        return _missing_dashes("exec", [account, role], 1)
    return UsageError("Missing: -- CMD.", _EXEC_USAGE)


def _missing_dashes(name: str, words: Sequence[str], place: int) -> UsageError:
    whole = shlex.join(["rolecall", name, *words[:place], "--", *words[place:]])
    return UsageError("Missing: -- before the command to run.", f"Did you mean {whole}?")


def _arguments(grammar: Grammar, words: Sequence[str]) -> list[int]:
    """Returns the places of the words that are neither known options nor their values."""
    found, value_follows = [], False
    for place, word in enumerate(words):
        option = grammar.options.get(word.partition("=")[0])
        if value_follows:
            value_follows = False
        elif option:
            value_follows = bool(option.metavar) and "=" not in word
        elif not word.startswith("-"):
            found.append(place)
    return found


def _is_command(account: str, word: str, env: Mapping[str, str]) -> bool:
    """Whether a word after ACCOUNT is rather the command than a role."""
    desk = _desk(env)
    roles = {target.role_name for target in targets_in(desk, account)} if desk else set()
    return word not in roles and shutil.which(word, path=env.get("PATH")) is not None


def _desk(env: Mapping[str, str]) -> Desk | None:
    with suppress(RolecallError):
        return open_desk(env, forgiving=True)
    return None
