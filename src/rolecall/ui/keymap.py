"""Reads `[keymap]` of config.toml: the keys that apply, and the problems with the others."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.widgets import Input

from rolecall.core.errors import ConfigError
from rolecall.core.safe_text import safe_text
from rolecall.ui.commands import COMMANDS, MOVES, Command

_HINT = "Write keys like ctrl+y, f5 or alt+c."
_SPELLED = {"esc": "escape", "return": "enter", "del": "delete", "ins": "insert"}
# Why these cannot be used: terminals send them as another key, or the system handles them.
_TAKEN = {
    "ctrl+i": "terminals send it as tab",
    "ctrl+m": "terminals send it as enter",
    "ctrl+h": "terminals send it as backspace",
    "ctrl+q": "it always leaves",
    "f24": "keyboards have no such key",
}
_NAMED = {
    *("tab", "enter", "escape", "insert", "delete", "backspace", "space"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 24)),
}
_SIGNS = {"backslash", "right_square_bracket", "underscore", "circumflex_accent", "@"}  # with ctrl
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


class Keymap(NamedTuple):
    """The keys by command id where they differ from the table's, and the problems found."""

    changed: Mapping[str, str] = MappingProxyType({})
    problems: tuple[ConfigError, ...] = ()

    def of(self, command: Command) -> Command:
        """Returns a command with the key it has here; only commands of the table are remapped."""
        key = self.changed.get(command.id)
        return command._replace(key=key) if key and command in COMMANDS else command


def keymap_from(wanted: Mapping[str, str], commands: Sequence[Command] = COMMANDS) -> Keymap:
    """Returns the keymap of `wanted`, keys by command id; what is invalid keeps its default."""
    usual = {command.id: command.key for command in commands}
    problems: list[ConfigError] = []
    good: dict[str, str] = {}
    typing = _typing_keys(usual)
    for name, text in wanted.items():
        keys = [_spelled(part) for part in text.split(",")]
        if name not in usual:
            problems.append(_problem(name, "there is no such command", _known(name, usual)))
        elif why := next((why for key in keys if (why := _why_not(key, typing))), ""):
            problems.append(_problem(name, why, _HINT))
        else:
            good[name] = ",".join(dict.fromkeys(keys))
    while clash := _clash({**usual, **good}, good):
        key, owner, other = clash
        del good[owner]
        problems.append(
            _problem(owner, f"{key} is already used by {other}", "Give one of them another key.")
        )
    changed = {name: key for name, key in good.items() if key != usual[name]}
    return Keymap(MappingProxyType(changed), tuple(problems))


def shown(app: App[Any], command: Command) -> Command:
    """Returns a command with the key that this application binds to it."""
    keymap = getattr(app, "keymap", None)
    return keymap.of(command) if isinstance(keymap, Keymap) else command


def key_of(app: App[Any], command: Command) -> str:
    """Returns the key of a command as a sentence names it: `^y`."""
    return shown(app, command).key_word


def _clash(keys: Mapping[str, str], good: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Returns a key bound twice, the remapped command that has it, and the other; else None."""
    owners = {key: "the list" for keys, _, _ in MOVES for key in keys.split(",")}
    named = [(name, key) for name, its in keys.items() for key in its.split(",") if key]
    # Commands that were not remapped come first: they keep their key.
    for name, key in sorted(named, key=lambda item: item[0] in good):
        if key in owners and name in good:
            return key, name, owners[key]
        owners[key] = name
    return None


def _spelled(text: str) -> str:
    """Returns a key in Textual's spelling; also accepts `^y` and `Ctrl-Y`, common elsewhere."""
    key = text.strip()
    if len(key) == 1:
        return key
    key = key.lower().replace(" ", "")
    if len(key) == 2 and key[0] == "^":
        key = f"ctrl+{key[1]}"
    *modifiers, last = key.replace("control", "ctrl").replace("-", "+").split("+")
    return "+".join([*modifiers, _SPELLED.get(last, last)])


def _why_not(key: str, typing: frozenset[str]) -> str:
    """Returns why a command cannot have this key; empty where it can."""
    *modifiers, last = key.split("+")
    if len(key) == 1 or key in typing or (modifiers == ["shift"] and last in _LETTERS):
        return f"{safe_text(key, 20)} is used for typing"
    if key in _TAKEN:
        return f"{key} cannot be used: {_TAKEN[key]}"
    known = last in _NAMED
    known |= bool({"ctrl", "alt"} & set(modifiers)) and last in _LETTERS
    known |= modifiers == ["ctrl"] and last in _SIGNS
    if not known or not set(modifiers) <= {"ctrl", "alt", "shift"}:
        return f"{safe_text(key, 20) or 'nothing'} is not a key that terminals send"
    return ""


def _typing_keys(usual: Mapping[str, str]) -> frozenset[str]:
    """Returns the keys that a text field handles, without those that the table overrides."""
    of_fields = {key for binding in _bindings() for key in binding.key.replace(" ", "").split(",")}
    of_table = {key for keys in usual.values() for key in keys.split(",")}
    of_table |= {key for keys, _, _ in MOVES for key in keys.split(",")}
    return frozenset((of_fields | {"space"}) - of_table)


def _bindings() -> Iterator[Binding]:
    for binding in Input.BINDINGS:
        yield binding if isinstance(binding, Binding) else Binding(*binding)


def _problem(name: str, why: str, hint: str) -> ConfigError:
    return ConfigError(f"config.toml, [keymap] {safe_text(name, 30)}: {why}.", hint)


def _known(name: str, usual: Mapping[str, str]) -> str:
    from rolecall.core.nearest import did_you_mean  # deferred: only an unknown name needs it

    return did_you_mean(name, usual, f"Commands: {', '.join(usual)}.")
