"""The user's files: whether each is there, can be read and parsed, and who else can."""

import os
import stat
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.catalog.aws_config import load_profiles
from rolecall.core.errors import ConfigError, RolecallError
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.saml.login_file import read_login_file

_AREA = Area.FILES
_READABLE, _WRITABLE = 0o077, 0o022  # bits of the mode that let others in

Reading = tuple[str, tuple[ConfigError, ...]]  # what is in it, and the faults


class _File(NamedTuple):
    """A file: how it is read, the variable that names it, whether it holds secrets."""

    path: str
    variable: str
    is_secret: bool
    read: Callable[[str, str], Reading]


def file_findings(setup: Setup) -> list[Finding]:
    """Returns a finding for each file that is there, or should be."""
    paths = setup.paths
    files = (
        _File(paths.aws_config, "AWS_CONFIG_FILE", False, _config),
        _File(paths.aws_credentials, "AWS_SHARED_CREDENTIALS_FILE", True, _credentials),
        _File(paths.accounts_file, "ACCOUNTS_FILE", False, _accounts),
        _File(paths.saml_file, "SAML_FILE", True, _login),
        _File(paths.config_file, "", False, lambda path, name: _settings(setup)),
    )
    found = [finding for file in files for finding in _of(file, setup)]
    return [*found, *_folder(setup)]


def _of(file: _File, setup: Setup) -> Iterator[Finding]:
    path, name = file.path, safe_text(setup.shown(file.path))
    if path == os.devnull:
        return
    if not os.path.exists(path):
        if os.path.islink(path):
            to = safe_text(os.readlink(path))
            yield failing(
                _AREA,
                f"{name} is a symbolic link to {to}, which does not exist.",
                "Point the link at the file, or remove it.",
            )
        elif file.variable and setup.env.get(file.variable):
            yield failing(
                _AREA,
                f"{file.variable} names {name}, which does not exist.",
                f"Correct its path, or: unset {file.variable}",
            )
        return
    content, problems = file.read(path, name)
    for problem in problems:
        kind = warning if problem.about else failing
        yield kind(_AREA, problem.message, problem.hint)
    who = list(_who_else(file, name))
    yield from who
    if not problems and not who:
        yield ok(_AREA, f"{name}: {content}")


def _who_else(file: _File, name: str) -> Iterator[Finding]:
    """Yields what others may do with a file: read its secrets, or write to it."""
    if os.name != "posix":
        return
    found = os.stat(file.path)
    if found.st_uid not in (os.geteuid(), 0):
        yield warning(
            _AREA,
            f"{name} belongs to another user, who can change it.",
            f"Make it yours: sudo chown {os.geteuid()} {name}",
        )
    if file.is_secret and found.st_mode & _READABLE:
        yield warning(
            _AREA,
            f"Other people can read the secrets in {name}.",
            f"Keep them out: chmod 600 {name}",
        )
    elif found.st_mode & _WRITABLE:
        yield warning(
            _AREA, f"Other people can change {name}.", f"Keep them out: chmod go-w {name}"
        )


def _folder(setup: Setup) -> Iterator[Finding]:
    """Yields a finding for ~/.aws, where whoever can write replaces the files in it."""
    folder = os.path.dirname(setup.paths.aws_credentials)
    if os.name != "posix" or not os.path.isdir(folder) or folder == os.path.dirname(os.devnull):
        return
    mode, name = os.stat(folder).st_mode, safe_text(setup.shown(folder))
    if mode & _WRITABLE and not mode & stat.S_ISVTX:
        yield warning(
            _AREA,
            f"Other people can replace the files in {name}.",
            f"Keep them out: chmod go-w {name}",
        )


def _config(path: str, name: str) -> Reading:
    found = load_profiles(path, os.devnull, name)
    return _count(len(found.by_name), "profile"), found.problems


def _credentials(path: str, name: str) -> Reading:
    found = load_profiles(os.devnull, path, "", name)
    return _count(len(found.by_name), "profile"), found.problems


def _accounts(path: str, name: str) -> Reading:
    found = load_accounts(path, name)
    return _count(len(found.accounts), "alias", "aliases"), found.problems


def _login(path: str, name: str) -> Reading:
    try:
        found = read_login_file(path, name)
    except RolecallError as error:
        return "", (ConfigError(error.message, error.hint),)
    if not found.user_name and not found.password:
        fault = ConfigError(
            f"{name} has neither a user name nor a password.",
            "Write username = NAME and password = PASSWORD on lines of their own.",
            about=("saml",),
        )
        return "", (fault,)
    return "a SAML login", ()


def _settings(setup: Setup) -> Reading:
    settings = setup.settings
    content = _count(len(settings.accounts), "account")
    if settings.identity_providers:
        content += f", {_count(len(settings.identity_providers), 'SAML provider')}"
    return content, settings.problems


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"
