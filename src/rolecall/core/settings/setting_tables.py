"""Validates the tables of a TOML file key by key; errors have the line at fault."""

from collections.abc import Mapping
from typing import Any

from rolecall.core.files.toml_file import TomlFile
from rolecall.core.settings.setting_values import Reader, Setting

Keys = tuple[str, ...]


def table_at(file: TomlFile, keys: Keys) -> Mapping[str, Any]:
    """Returns the table at `keys`, empty where there is none. Raises ConfigError for no table."""
    table: Any = file.tables
    for key in keys:
        table = table.get(key, {})
    if not isinstance(table, dict):
        raise file.fault(keys, f"`{keys[-1]}` must be a table.", f"Write [{'.'.join(keys)}].")
    return table


def values_at(
    file: TomlFile, keys: Keys, settings: Mapping[str, Setting], beside: Keys = ()
) -> dict[str, Any]:
    """Returns the values of the table at `keys`, each validated by its setting's reader.

    `beside` are further keys that are allowed and read elsewhere. Raises ConfigError for the first
    fault.
    """
    table = table_at(file, keys)
    refuse_unknown(file, keys, table, (*settings, *beside))
    return {
        key: value_at(file, (*keys, key), table[key], setting.read)
        for key, setting in settings.items()
        if key in table
    }


def value_at(file: TomlFile, keys: Keys, value: object, reader: Reader) -> Any:
    """Returns one value, validated by its reader. Raises ConfigError where that refuses it."""
    try:
        return reader(value)
    except ValueError as error:
        raise file.fault(keys, f"`{keys[-1]}` must be {error}.") from None


def refuse_unknown(file: TomlFile, keys: Keys, table: Mapping[str, Any], known: Keys) -> None:
    """Raises ConfigError for the first unknown key of a table, with the most similar as a hint."""
    for key in table:
        if key not in known:
            from rolecall.core.nearest import did_you_mean  # deferred: only a wrong key needs it

            place = f" in [{'.'.join(keys)}]" if keys else ""
            hint = did_you_mean(key, known, f"Settings here: {', '.join(known)}.")
            raise file.fault((*keys, key), f"Unknown setting `{key}`{place}.", hint)
