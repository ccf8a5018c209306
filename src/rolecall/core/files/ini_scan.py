"""A fast reader of AWS's shared config and credentials files.

botocore reads them with RawConfigParser, which takes 30 ms per 1,000 profiles. Here one regular
expression reads plain files; at the first line that RawConfigParser might read differently, the
whole file is parsed with RawConfigParser, so that both always agree.
"""

import re
from collections.abc import Collection

from rolecall.core.errors import ConfigError
from rolecall.core.files.text_files import text_of

Sections = list[tuple[str, dict[str, str]]]

# A section; a key and its value; an indented line, which continues the value above; anything
# else. Blank lines and comments match nothing.
_LINE = re.compile(
    r"^(?:\[([^\]\n]+)\][ \t]*$"
    r"|([A-Za-z0-9_-]+)[ \t]*=(.*)"
    r"|([^\S\n]+[^\s#;].*)"
    r"|([^\s#;].*))",
    re.MULTILINE,
)


def scan(data: bytes, name: str, wanted: Collection[str], present: Collection[str]) -> Sections:
    """Returns the sections in the file's order, with the values of the `wanted` keys.

    The keys in `present` hold secrets: where one is set, its value is an empty string. Keys are in
    lower case. `name` is the file in errors. Raises ConfigError where botocore refuses the file,
    with the number of the line but none of its text.
    """
    text = text_of(data, name, mark=False)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    sections = _plain(text, wanted, present)
    return _odd(text, name, wanted, present) if sections is None else sections


def _plain(text: str, wanted: Collection[str], present: Collection[str]) -> Sections | None:
    sections: Sections = []
    names: set[str] = set()
    values: dict[str, str] = {}
    keys: set[str] | None = None
    last, nested = "", False
    for section, key, value, indented, odd in _LINE.findall(text):
        if key:
            key = key.lower()
            if keys is None or key in keys:
                return None
            keys.add(key)
            value = value.strip()
            last, nested = key, not value
            if key in wanted:
                values[key] = value
            elif key in present:
                values[key] = ""
        elif section:
            if section in names or section == "DEFAULT":
                return None
            names.add(section)
            keys, values, last = set(), {}, ""
            sections.append((section, values))
        elif indented:
            # botocore reads the lines under an empty value as nested keys.
            if not last or last in values or (nested and "=" not in indented):
                return None
        elif odd:
            return None
    return sections


def _odd(text: str, name: str, wanted: Collection[str], present: Collection[str]) -> Sections:
    import configparser  # deferred: takes 5 ms, and plain files do not need it

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.DuplicateSectionError as error:
        raise _fault(name, error.lineno, "a section of this name appears above") from None
    except configparser.DuplicateOptionError as error:
        raise _fault(name, error.lineno, "this key appears in the section already") from None
    except configparser.MissingSectionHeaderError as error:
        raise _fault(name, error.lineno, "this comes before the first section") from None
    except configparser.ParsingError as error:
        line = error.errors[0][0] if error.errors else None
        raise _fault(name, line, "this is neither a section nor a key with its value") from None
    except (configparser.Error, AttributeError):
        raise _fault(name, None, "this is not AWS configuration") from None
    sections: Sections = []
    for section in parser.sections():
        found: dict[str, str] = {}
        for key, value in parser.items(section):
            if value.startswith("\n"):  # nested keys, none of which is wanted
                if not all("=" in line for line in value.splitlines() if line.strip()):
                    raise _fault(name, None, "a line under an empty value lacks its =")
            elif key in wanted:
                found[key] = value
            elif key in present:
                found[key] = ""
        sections.append((section, found))
    return sections


def _fault(name: str, line: int | None, what: str) -> ConfigError:
    place = f"{name}, line {line}" if line else name
    return ConfigError(f"{place}: {what}.", "AWS tools refuse this file too: fix this line.")
