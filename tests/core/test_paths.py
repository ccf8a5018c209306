"""Locations of files: those of AWS by botocore's rules, the classic's as its script has them."""

import os
import pwd
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError
from rolecall.core.files.home import home_folder
from rolecall.core.paths import paths_from, shown

OWN_HOME = pwd.getpwuid(os.getuid()).pw_dir
USER = pwd.getpwuid(os.getuid()).pw_name
READ_BY_BOTOCORE = """
import botocore.session
print(" ".join(botocore.session.Session().available_profiles))
"""


def read_by_botocore(env: Mapping[str, str], folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", READ_BY_BOTOCORE],
        env={"PATH": os.environ["PATH"], **env},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    "named",
    [
        "$HOME/x/file",
        "${HOME}/x/file",
        "~/x/file",
        "$HOME/$DEEP/file",
        "$BEGIN/file",
        f"~{USER}/{{home}}/x/file",
        "x/file",
        "./x/../x/file",
        "$NOT_SET/file",
        "${NOT SET}/file",
        "~no-such-user/file",
        "$HOME/x/${",
        "x/ü $ file",
    ],
)
@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_aws_file_is_the_one_that_botocore_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    named = named.replace("{home}", os.path.relpath(tmp_path, OWN_HOME))
    env = {"HOME": str(tmp_path), "DEEP": "x", "BEGIN": "~/x", variable: named}
    paths = paths_from(env)
    path = Path(paths.aws_config if "CONFIG" in variable else paths.aws_credentials)
    assert path.is_absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[default]\nregion = eu-west-1\n")
    assert read_by_botocore(env, tmp_path) == ["default"]


def test_empty_aws_variable_means_no_file_as_it_does_to_botocore(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    for name in ("config", "credentials"):
        (tmp_path / ".aws" / name).write_text("[default]\nregion = eu-west-1\n")
    env = {"HOME": str(tmp_path), "AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": ""}
    assert read_by_botocore(env, tmp_path) == []
    paths = paths_from(env)
    assert (paths.aws_config, paths.aws_credentials) == (os.devnull, os.devnull)


def test_empty_variable_of_the_classic_means_its_default(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ACCOUNTS_FILE": "", "SAML_FILE": ""}
    paths = paths_from(env)
    assert paths.accounts_file == str(tmp_path / ".aws" / "accounts")
    assert paths.saml_file == str(tmp_path / ".saml" / "credentials")


def test_variables_of_the_classic_are_expanded_as_in_a_shell(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "ACCOUNTS_FILE": "$HOME/a", "SAML_FILE": f"~{USER}/b"}
    paths = paths_from(env)
    assert paths.accounts_file == str(tmp_path / "a")
    assert paths.saml_file == os.path.join(OWN_HOME, "b")


def test_without_HOME_the_home_folder_is_the_user_databases() -> None:
    paths = paths_from({"AWS_CONFIG_FILE": "~/c"})
    assert paths.aws_config == os.path.join(OWN_HOME, "c")
    assert paths.aws_credentials == os.path.join(OWN_HOME, ".aws", "credentials")
    assert paths.accounts_file == os.path.join(OWN_HOME, ".aws", "accounts")
    assert paths.cache_folder == os.path.join(OWN_HOME, ".cache", "rolecall")
    assert shown(paths.aws_config, {}) == "~/c"


@pytest.mark.parametrize(("home", "config"), [("", "/.aws/config"), ("x", "{cwd}/x/.aws/config")])
def test_HOME_that_is_no_folder_is_botocores_and_never_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str, config: str
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = paths_from({"HOME": home})
    assert paths.aws_config == config.format(cwd=tmp_path)
    assert paths.cache_folder == os.path.join(OWN_HOME, ".cache", "rolecall")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user nobody knows")
def test_without_any_home_folder_there_is_an_honest_refusal() -> None:
    read_end, write_end = os.pipe()
    if (child := os.fork()) == 0:
        os.setuid(54321)
        try:
            paths_from({})
        except ConfigError as error:
            os.write(write_end, f"{error.message} {error.hint}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with open(read_end, encoding="utf-8") as told:
        message = told.read()
    os.waitpid(child, 0)
    assert "There is no home folder" in message
    assert "Set HOME" in message


def test_home_folder_of_the_environment_comes_first(tmp_path: Path) -> None:
    assert home_folder({"HOME": str(tmp_path)}) == str(tmp_path)
    assert home_folder({}) == OWN_HOME


def test_path_is_shown_from_the_home_folder(tmp_path: Path) -> None:
    env = {"HOME": f"{tmp_path}/"}
    assert shown(paths_from(env).aws_config, env) == "~/.aws/config"
    assert shown(f"{tmp_path}x/file", env) == f"{tmp_path}x/file"
    assert shown("/etc/x", {"HOME": ""}) == "/etc/x"


def test_the_cache_of_aws_login_is_where_the_aws_tools_have_it(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    assert paths_from(env).login_cache == str(tmp_path / ".aws" / "login" / "cache")
    env["AWS_LOGIN_CACHE_DIRECTORY"] = "~/$PLACE/cache"
    env["PLACE"] = "there"
    assert paths_from(env).login_cache == str(tmp_path / "there" / "cache")
