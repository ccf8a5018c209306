"""The settings in the palette: the values each may have, and how each is read and changed.

All are saved in state.toml, where they win over config.toml.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rolecall.catalog.aws_config import Profiles
from rolecall.catalog.defaults import base_profile_name
from rolecall.core.countdown import ENDING, SOON
from rolecall.core.settings.settings import Settings
from rolecall.core.state.state import State
from rolecall.handover.clipboard.clearing import SETTING as CLEARING
from rolecall.handover.clipboard.clearing import clear_after

ON, OFF = "on", "off"
BELL, NOTIFICATIONS = "bell", "notifications"
REMEMBER = "remember-user"
GUARD = "guard"
GUARDED = "prod*"  # the pattern that the palette offers
CLEARINGS = {"20 s": "20", "45 s": "45", "2 min": "120", "never": "0"}  # label to seconds


class SettingContext(NamedTuple):
    """What the values of settings depend on, besides state.toml."""

    env: Mapping[str, str]
    settings: Settings
    profiles: Profiles
    themes: Mapping[str, bool]  # name to whether it is dark
    theme: str  # the one in use


class SettingValue(NamedTuple):
    """A value that a setting may have, with a hint to show beside it."""

    value: str
    hint: str = ""


class Setting(NamedTuple):
    """A setting. `anew`: the picker reads the user's files again when it has changed."""

    id: str
    label: str
    entry: str  # its words in the palette
    tooltip: str
    choices: Callable[[SettingContext], Sequence[SettingValue]]
    present: Callable[[State, SettingContext], str]
    change: Callable[[State, str], State]
    anew: bool = False
    toggles: bool = False  # has two values, and choosing it switches to the other
    overruled: str = ""  # the environment variable that wins where it is set

    def next_value(self, state: State, context: SettingContext) -> str | None:
        """Returns the other value of a setting that toggles; None where the user must choose."""
        if not self.toggles:
            return None
        first, second = (choice.value for choice in self.choices(context))
        return first if self.present(state, context) == second else second


def is_on(state: State, name: str) -> bool:
    """Returns whether an on-off setting is on; the default is on."""
    return state.settings.get(name, True) is True


def _on_off(name: str, label: str, entry: str, tooltip: str) -> Setting:
    return Setting(
        name,
        label,
        entry,
        tooltip,
        lambda context: (SettingValue(ON), SettingValue(OFF)),
        lambda state, context: ON if is_on(state, name) else OFF,
        lambda state, value: _with(state, name, value == ON),
        toggles=True,
    )


def _with(state: State, name: str, value: bool | str) -> State:
    return state._replace(settings={**state.settings, name: value})


def _themes(context: SettingContext) -> Sequence[SettingValue]:
    """Returns the two recommended themes first, then those in the terminal's own colours."""
    order = {"textual-dark": 0, "catppuccin-latte": 1, "ansi-dark": 2, "ansi-light": 3}
    names = sorted(context.themes, key=lambda name: (order.get(name, 9), name))
    return [
        SettingValue(name, f"{'dark' if context.themes[name] else 'light'}{_PLAIN.get(name, '')}")
        for name in names
    ]


_PLAIN = {"ansi-dark": ", the terminal's own", "ansi-light": ", the terminal's own"}


def _bases(context: SettingContext) -> Sequence[SettingValue]:
    keys = [p for p in context.profiles.by_name.values() if p.has_keys and not p.is_ours]
    return [SettingValue(profile.name, profile.region) for profile in keys]


def _guard(state: State, context: SettingContext) -> str:
    chosen = state.settings.get(GUARD)
    return chosen if isinstance(chosen, str) and chosen else OFF


def _clearing(state: State, context: SettingContext) -> str:
    seconds = str(clear_after(state.settings))
    return next((words for words, its in CLEARINGS.items() if its == seconds), f"{seconds} s")


SETTINGS = (
    Setting(
        "theme",
        "Theme",
        "Change the theme",
        "Colors: dark, light or the terminal's own",
        _themes,
        lambda state, context: context.theme,
        lambda state, value: state._replace(theme=value),
    ),
    _on_off(
        BELL,
        "Bell",
        "Ring the bell before sessions expire",
        f"At {SOON // 60} and {ENDING // 60} minutes before a session expires, and when it does",
    ),
    _on_off(
        NOTIFICATIONS,
        "Terminal notifications",
        "Send terminal notifications",
        "Notify by OSC 9 and 777 before a session expires",
    ),
    Setting(
        CLEARING,
        "Clear the clipboard",
        "Clear the clipboard after copying",
        "How long copied export lines stay, unless something else is copied",
        lambda context: [SettingValue(words) for words in CLEARINGS],
        _clearing,
        lambda state, value: _with(state, CLEARING, CLEARINGS[value]),
    ),
    _on_off(
        REMEMBER,
        "Remember the user name",
        "Remember the SAML user name",
        "Fill in the user name at the next SAML login",
    ),
    Setting(
        "base-profile",
        "Base profile",
        "Change the base profile",
        "The profile with the keys that sign-ins start from",
        _bases,
        lambda state, context: base_profile_name(context.env, context.settings, state),
        lambda state, value: state._replace(base_profile=value),
        anew=True,
        overruled="AWS_PROFILE_ASSUME_ROLE",
    ),
    Setting(
        GUARD,
        f"Protect {GUARDED}",
        f"Protect accounts named {GUARDED}",
        "Ask for the account name before assuming a role there",
        lambda context: (SettingValue(GUARDED), SettingValue(OFF)),
        _guard,
        lambda state, value: _with(state, GUARD, "" if value == OFF else value),
        anew=True,
        toggles=True,
    ),
)


def setting_named(name: str) -> Setting:
    """Returns the setting with this id; raises StopIteration for an unknown one."""
    return next(setting for setting in SETTINGS if setting.id == name)
