"""The generated parts, each made from the definitions that the program itself uses."""

import textwrap
from collections.abc import Callable, Iterable, Mapping

from rolecall.cli.grammar.grammar import Option
from rolecall.cli.grammar.shared_options import SIGN_IN
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS
from rolecall.cli.help.overview import groups
from rolecall.core.settings.account_tables import ACCOUNT, ROLE
from rolecall.core.settings.provider_tables import CENTER, PROVIDER
from rolecall.core.settings.setting_values import Setting
from rolecall.core.settings.settings import DEFAULTS, MFA, NETWORK, STORE
from rolecall.docs import TOPICS
from rolecall.handover.shell.variables import session_variables
from rolecall.ui.commands import COMMANDS, MOVES, key_words
from rolecall.ui.state.settings import SETTINGS
from tests.samples.role_sessions import a_session

WIDTH = 80

Rows = Iterable[tuple[str, str]]


def entries(rows: Rows) -> str:
    """A list: a term, and its text below, wrapped and indented."""
    return "".join(f"- `{term}`:\n" + _filled(f"  {text}", after="  ") for term, text in rows)


def table(head: tuple[str, str], rows: Rows) -> str:
    """A table with aligned columns; a list where a line would be too long."""
    rows = [(f"`{term}`", text) for term, text in rows]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in (0, 1)]
    if sum(widths) + 7 > WIDTH:
        return "".join(_filled(f"- {term}: {text}", after="  ") for term, text in rows)
    ruled = [head, ("-" * widths[0], "-" * widths[1]), *rows]
    return "".join(f"| {term:{widths[0]}} | {text:{widths[1]}} |\n" for term, text in ruled)


def _keys() -> str:
    named = [(command.key_word, command.tooltip) for command in COMMANDS if command.key]
    return table(("Key", "What it does"), named)


def _moves() -> str:
    rows = [("`, `".join(map(key_words, keys.split(","))), label) for keys, _, label in MOVES]
    return table(("Key", "Where to"), rows)


def _keymap() -> str:
    ids = [
        (command.id, f"{command.label} ({command.key_word or 'no key'})") for command in COMMANDS
    ]
    return table(("Command id", "What it is (its key)"), ids)


def _palette() -> str:
    return entries((setting.label, setting.tooltip) for setting in SETTINGS)


def _commands() -> str:
    """The commands, grouped as `rolecall --help` has them; the picker is the first."""
    picker = (PICKER.usage, PICKER.summary)
    parts: list[str] = []
    for title, names in groups().items():
        listed = [SUBCOMMANDS[name] for name in names]
        rows = [(one.usage.removesuffix(" [options]"), one.summary) for one in listed]
        parts.append(f"**{title}**\n\n{entries(rows if parts else [picker, *rows])}")
    return "\n".join(parts)


def _shared_options() -> str:
    return entries((_term(option), option.help) for option in SIGN_IN)


def _term(option: Option) -> str:
    return f"{option.flags[-1]} {option.metavar}".rstrip()


def _topics() -> str:
    return "".join(
        f"- [{topic}](src/rolecall/docs/{topic}.md): {text}\n" for topic, text in TOPICS.items()
    )


def _settings(settings: Mapping[str, Setting], but: Iterable[str] = ()) -> str:
    rows = [(key, one) for key, one in settings.items() if key not in but]
    return "".join(
        _filled(f"- `{key}` ({_kind(setting)}):", after="  ")
        + _filled(f"  {_sentence(setting.about)}", after="  ")
        for key, setting in rows
    )


def _filled(text: str, after: str = "") -> str:
    """The text on lines of at most 80 characters; `after` stands before all but the first."""
    lines = textwrap.wrap(text, WIDTH, subsequent_indent=after, break_on_hyphens=False)
    return "".join(f"{line}\n" for line in lines)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _kind(setting: Setting) -> str:
    """What a value must be, in the words of the errors for other values: the narrowest."""
    found = []
    for wrong in (object(), ["\0"], "\0"):
        try:
            setting.read(wrong)
        except ValueError as expected:
            found.append(str(expected))
    first = found[0]  # a list stays a list: what its items must be is only half of it
    narrower = [words for words in found if words.startswith("a list") or "a list" not in first]
    return next((words for words in narrower if words != first), first)


def _variables(names: Iterable[str]) -> str:
    return _filled(f"{', '.join(f'`{name}`' for name in names)}.")


def _set() -> str:
    return _variables(name for name, _ in session_variables(a_session()).values)


def _unset() -> str:
    return _variables(session_variables(a_session()).unset)


PARTS: Mapping[str, Callable[[], str]] = {
    "keys": _keys,
    "moves": _moves,
    "keymap": _keymap,
    "palette": _palette,
    "commands": _commands,
    "shared-options": _shared_options,
    "topics": _topics,
    "set-variables": _set,
    "unset-variables": _unset,
    "defaults": lambda: _settings(DEFAULTS),
    "accounts": lambda: _settings(ACCOUNT, ROLE),
    "roles": lambda: _settings(ROLE),
    "identity-providers": lambda: _settings(PROVIDER),
    "identity-center": lambda: _settings(CENTER),
    "mfa": lambda: _settings(MFA),
    "store": lambda: _settings(STORE),
    "network": lambda: _settings(NETWORK),
}
