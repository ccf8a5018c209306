"""XDG_RUNTIME_DIR: used where it is the user's alone, refused otherwise."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError
from rolecall.core.paths import CACHE
from rolecall.sessions.places.runtime_folder import file_system_of, runtime_fault
from rolecall.signin.desk import open_desk
from tests.samples.mfa_sessions import role_session
from tests.samples.places import Home

WHERE = 'Log in anew, or set where = "cache" or "keyring" under [store] in config.toml.'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    config = Path(home.paths.config_file)
    config.parent.mkdir(parents=True)
    config.write_text('[store]\nwhere = "runtime"\n')
    return home


def unset(home: Home) -> None:
    del home.env["XDG_RUNTIME_DIR"]


def relative(home: Home) -> None:
    home.env["XDG_RUNTIME_DIR"] = "run"


def gone(home: Home) -> None:
    home.runtime.rmdir()


def a_file(home: Home) -> None:
    home.runtime.rmdir()
    home.runtime.touch()


def a_link(home: Home) -> None:
    home.runtime.rename(home.runtime.with_name("elsewhere"))
    home.runtime.symlink_to(home.runtime.with_name("elsewhere"))


def of_a_stranger(home: Home) -> None:
    os.chown(home.runtime, 12_345, 12_345)


def open_to_the_group(home: Home) -> None:
    home.runtime.chmod(0o750)


@pytest.mark.parametrize(
    ("spoil", "why", "hint"),
    [
        (unset, "XDG_RUNTIME_DIR is not set", WHERE),
        (relative, "run (XDG_RUNTIME_DIR) is not an absolute path", WHERE),
        (gone, "{} (XDG_RUNTIME_DIR) does not exist", WHERE),
        (a_file, "{} (XDG_RUNTIME_DIR) is not a folder", WHERE),
        (a_link, "{} (XDG_RUNTIME_DIR) is not a folder", WHERE),
        pytest.param(
            of_a_stranger,
            "{} (XDG_RUNTIME_DIR) belongs to another user",
            WHERE,
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away"),
        ),
        (open_to_the_group, "{} (XDG_RUNTIME_DIR) is open to others", "Try: chmod 700 {}"),
    ],
)
def test_a_runtime_folder_that_is_not_private_is_refused(
    spoil: Callable[[Home], None], why: str, hint: str, home: Home
) -> None:
    assert runtime_fault(home.env) is None
    spoil(home)
    with pytest.raises(ConfigError) as refused:
        open_desk(home.env)
    said = why.format(home.runtime)
    assert refused.value.message == f"Sessions can't be kept in memory: {said}."
    assert refused.value.hint == hint.format(home.runtime)


def test_what_only_lists_goes_on_without_it(home: Home) -> None:
    unset(home)
    assert open_desk(home.env, forgiving=True).store.role_sessions() == []


def test_opening_moves_what_is_held(home: Home) -> None:
    home.store(CACHE).keep_role(role_session())
    assert open_desk(home.env).store.role_sessions() == [role_session()]
    assert home.files(home.paths.sessions_folder) == []
    assert len(home.files(home.paths.runtime_sessions)) == 1


def test_what_only_lists_moves_nothing(home: Home) -> None:
    home.store(CACHE).keep_role(role_session())
    assert open_desk(home.env, forgiving=True).store.role_sessions() == [role_session()]
    assert len(home.files(home.paths.sessions_folder)) == 1


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_the_file_system_of_a_folder_is_the_one_mounted_last() -> None:
    assert file_system_of("/proc/self") == "proc"
    assert file_system_of("/dev/shm") == file_system_of("/dev/shm/below")
    assert file_system_of("/proceedings") == file_system_of("/")


def test_the_setting_of_the_cache_asks_for_no_runtime_folder(home: Home) -> None:
    Path(home.paths.config_file).unlink()
    unset(home)
    assert open_desk(home.env).store.places() is None
