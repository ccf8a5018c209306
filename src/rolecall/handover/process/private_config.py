"""The config file of `exec --refresh`: the user's own, and a profile in it that calls us.

It lies in a folder of its own below the cache folder, for as long as the program runs. No secret is
copied into it: a profile whose keys stand in the config file asks `rolecall stored-keys`. The
credentials file stays the user's own: its profiles can be used as ever, and as its keys would win
over ours, our profile has a name that neither file knows.
"""

import os
import re
import shutil
import time
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
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.ini_reading import encoding, read_ini

_KEYS = re.compile(r"aws_(access_key_id|secret_access_key|session_token|security_token)")
_PAIR = {"aws_access_key_id", "aws_secret_access_key"}
# What makes a profile more than settings; of the profile that is ours none may stay.
_WAYS = re.compile(
    r"aws_.*|sso_.*|role_.*|web_identity_.*|credential_.*|source_profile|login_session|mfa_serial"
    r"|external_id|duration_seconds|region|manager|x_.*"
)
_FOLDER = re.compile(r"([0-9]+)-[0-9a-f]{16}")
_LONGEST = 32 * 1024 * 1024  # bytes of the user's config file
_LEFT = 7 * 86_400  # seconds; what a killed process left stays so long: its program may still run

Sections = dict[str, dict[str, str]]


class RefreshProfile(NamedTuple):
    """The profile that calls us; `region` may be empty.

    `like`: a profile whose settings it takes over, such as its output or its S3 transfer.
    `stored`: the process that gives out the keys of a profile of the user's config file; None
    where its name cannot be written.
    """

    name: str
    process: str
    region: str
    stored: Callable[[str], str | None]
    like: str = ""


def unused_name(name: str, known: Container[str]) -> str:
    """A name for our profile that none of the `known` ones has, nor one that we write later."""
    names = chain((f"{name}.exec",), (f"{name}.exec{number}" for number in count(2)))
    return next(free for free in names if free not in known)


@contextmanager
def private_config(paths: Paths, profile: RefreshProfile) -> Iterator[str]:
    """The path of the file, removed at the end, in a folder that nobody else can look into.

    Raises ConfigError where AWS tools refuse the user's config file, Refused where its encoding
    has no sign for a name, and RolecallError where the system refuses.
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
    _sweep(above)
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
    """The file's text. What [DEFAULT] lends stands in each section by now."""
    settings: dict[str, str] = {}
    lines: list[str] = []
    for section, values in sections.items():
        if profile_of(section) == profile.like:
            settings |= {key: text for key, text in values.items() if not _WAYS.fullmatch(key)}
        kept = {key: text for key, text in values.items() if not _KEYS.fullmatch(key)}
        name = profile_of(section)
        if name and values.keys() >= _PAIR and (process := profile.stored(name)):
            kept.setdefault("credential_process", process)  # one of their own comes before keys
        lines += _section(section, kept)
    if profile.region:
        settings["region"] = profile.region
    settings["credential_process"] = profile.process
    return "\n".join([*lines, *_section(section_of(profile.name), settings)])


def _section(name: str, values: Mapping[str, str]) -> list[str]:
    lines = [f"[{name}]"]
    for key, text in values.items():
        # The indented lines of a sub-section, or of a value that goes on.
        lines.append(f"{key} = {text}".replace("\n", "\n    ").replace(" \n", "\n"))
    return [*lines, ""]


def _sweep(above: str) -> None:
    """Remove what killed processes left long ago."""
    with suppress(OSError):
        for name in os.listdir(above):
            folder, known = os.path.join(above, name), _FOLDER.fullmatch(name)
            old = os.stat(folder).st_mtime < time.time() - _LEFT
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
