"""The config file of `exec --refresh`: a copy of the user's, plus a profile that calls Rolecall.

It is in a private folder below the cache folder for as long as the program runs. No secret is
copied: a profile whose keys are in the config file gets a `credential_process` that calls `rolecall
stored-keys`. The program still uses the user's credentials file, so that its profiles keep working;
keys there take precedence over the config file, so our profile has a name that neither file has.
"""

import os
import re
import shutil
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, count
from typing import NamedTuple

from rolecall.core.config_sections import profile_of, section_of
from rolecall.core.errors import Refused
from rolecall.core.files.file_errors import system_error
from rolecall.core.files.own_files import require_own_folder
from rolecall.core.files.private_files import make_private_folder, read_bytes, write_private
from rolecall.core.paths import Paths
from rolecall.core.process.clock import epoch_seconds
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.ini_reading import encoding, read_ini

_KEYS = re.compile(r"aws_(access_key_id|secret_access_key|session_token|security_token)")
_PAIR = {"aws_access_key_id", "aws_secret_access_key"}
# Keys that say where credentials come from; our profile must not take them over.
_SOURCES = re.compile(
    r"aws_.*|sso_.*|role_.*|web_identity_.*|credential_.*|source_profile|login_session|mfa_serial"
    r"|external_id|duration_seconds|region|manager|x_.*"
)
_FOLDER = re.compile(r"([0-9]+)-[0-9a-f]{16}")
_LONGEST = 32 * 1024 * 1024  # bytes of the user's config file
_STALE = 7 * 86_400  # seconds; until then, the program of a killed process may still run

Sections = dict[str, dict[str, str]]


class RefreshProfile(NamedTuple):
    """The profile that calls Rolecall; `region` may be empty.

    `process` is its `credential_process`. `like` names a profile whose other settings it takes
    over, such as its output format or S3 options. `stored` returns the `credential_process` for a
    profile whose keys are in the user's config file, or None if its name cannot be written.
    """

    name: str
    process: str
    region: str
    stored: Callable[[str], str | None]
    like: str = ""


def unused_name(name: str, known: Container[str]) -> str:
    """A name for our profile that is neither in `known` nor one that Rolecall writes itself."""
    names = chain((f"{name}.exec",), (f"{name}.exec{number}" for number in count(2)))
    return next(free for free in names if free not in known)


@contextmanager
def private_config(paths: Paths, profile: RefreshProfile) -> Iterator[str]:
    """Yields the path of the file, in a folder of mode 0700, which is removed afterwards.

    Raises ConfigError if AWS tools cannot parse the user's config file, Refused if a name cannot be
    written in its encoding, and RolecallError if the system refuses.
    """
    try:
        data = _written(_sections(paths.aws_config), profile).encode(encoding())
    except UnicodeEncodeError:
        raise Refused(
            f"The profile {safe_text(profile.process)!r} cannot be written in {encoding()}.",
            "Use a UTF-8 locale, or give the profile a plainer name.",
        ) from None
    above = os.path.join(paths.cache_folder, "exec")
    require_own_folder(above, depth=2)  # AWS tools run what the file names
    _remove_stale(above)
    folder = os.path.join(above, f"{os.getpid()}-{os.urandom(8).hex()}")
    config = os.path.join(folder, "config")
    try:
        try:
            make_private_folder(folder)
        except OSError as error:
            raise system_error(error, folder, "made") from None
        write_private(config, data)
        yield config
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sections(path: str) -> Sections:
    data = None if path == os.devnull else read_bytes(path, _LONGEST)
    return read_ini(data or b"", path).sections


def _written(sections: Sections, profile: RefreshProfile) -> str:
    """The file's text. Each section already includes the values of [DEFAULT]."""
    settings: dict[str, str] = {}
    lines: list[str] = []
    for section, values in sections.items():
        if profile_of(section) == profile.like:
            settings |= {key: text for key, text in values.items() if not _SOURCES.fullmatch(key)}
        kept = {key: text for key, text in values.items() if not _KEYS.fullmatch(key)}
        name = profile_of(section)
        if name and values.keys() >= _PAIR and (process := profile.stored(name)):
            # In the config file, a profile's own process takes precedence over its keys.
            kept.setdefault("credential_process", process)
        lines += _section(section, kept)
    if profile.region:
        settings["region"] = profile.region
    settings["credential_process"] = profile.process
    return "\n".join([*lines, *_section(section_of(profile.name), settings)])


def _section(name: str, values: Mapping[str, str]) -> list[str]:
    lines = [f"[{name}]"]
    for key, text in values.items():
        # Indents the lines of a sub-section, or of a value with several lines.
        lines.append(f"{key} = {text}".replace("\n", "\n    ").replace(" \n", "\n"))
    return [*lines, ""]


def _remove_stale(above: str) -> None:
    """Remove the folders of processes that were killed long ago."""
    with suppress(OSError):
        for name in os.listdir(above):
            folder, known = os.path.join(above, name), _FOLDER.fullmatch(name)
            old = os.stat(folder).st_mtime < epoch_seconds() - _STALE
            if known and old and not _alive(int(known[1])):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
