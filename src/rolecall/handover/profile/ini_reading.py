"""Parses a shared file the way botocore does, and names the line that botocore would refuse.

It uses the same RawConfigParser and decoding as `botocore.configloader.raw_config_parse`, and
checks indented sub-sections as well. Errors never quote the file, which contains secrets.
"""

import configparser
import io
import locale
from typing import NamedTuple

from rolecall.core.errors import ConfigError
from rolecall.core.files.text_files import refuse_other_encodings
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile import section_lines

_HINT = "AWS tools refuse this file too: fix that line first. Nothing was changed."


class Reading(NamedTuple):
    """The parsed file: every section including the values of [DEFAULT], and [DEFAULT] itself."""

    sections: dict[str, dict[str, str]]
    defaults: dict[str, str]


def encoding() -> str:
    """The locale's encoding, which `open` and therefore botocore use."""
    return locale.getpreferredencoding(False)


def read_ini(data: bytes, path: str) -> Reading:
    """Parse the content of `path`; raises ConfigError with the line that botocore refuses."""
    refuse_other_encodings(data, safe_text(path), mark=False)
    parser = configparser.RawConfigParser()
    try:
        text = io.StringIO(data.decode(encoding()), newline=None)
        parser.read_file(text)
    except UnicodeDecodeError as error:
        line = len(data[: error.start + 1].splitlines())
        raise _refusal(path, line, f"this is not text in {encoding()}") from None
    except configparser.MissingSectionHeaderError as error:
        raise _refusal(path, error.lineno, "this stands before the first [section]") from None
    except configparser.ParsingError as error:
        # Python 3.13 has a ParsingError without `errors`, but with `lineno`.
        line = error.errors[0][0] if error.errors else getattr(error, "lineno", 0)
        raise _refusal(path, line, "this is neither a [section] nor `key = value`") from None
    except configparser.DuplicateSectionError as error:
        raise _refusal(path, error.lineno, "this section appears above already") from None
    except configparser.DuplicateOptionError as error:
        raise _refusal(path, error.lineno, "this key appears in its section already") from None
    reading = Reading(
        {name: dict(parser.items(name)) for name in parser.sections()}, dict(parser.defaults())
    )
    _check_sub_sections(reading, data, path)
    return reading


def _check_sub_sections(reading: Reading, data: bytes, path: str) -> None:
    for section, options in reading.sections.items():
        for option, value in options.items():
            if value.startswith("\n") and not all(
                "=" in part for part in value.splitlines() if part.strip()
            ):
                lines = section_lines.scan(data, encoding())
                line = section_lines.line_of(lines, section, option)
                line = line or section_lines.line_of(lines, "DEFAULT", option)
                raise _refusal(path, line, "the indented lines under this are not `key = value`")


def _refusal(path: str, line: int | None, reason: str) -> ConfigError:
    return ConfigError(f"{safe_text(path)}, line {line}: {reason}.", _HINT)
