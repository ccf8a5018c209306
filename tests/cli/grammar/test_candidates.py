"""`rolecall complete`: the candidates at the cursor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.cli.grammar.candidates import candidates
from rolecall.cli.grammar.subcommands import SUBCOMMANDS
from rolecall.handover.shell.dialects import detect_dialect
from tests.drivers.program import PATIENCE, Program

LOADED = """
import os, sys
from rolecall.cli.main import main
status = main(sys.argv[1:], os.environ)
print(status, *sorted(sys.modules), file=sys.stderr)
"""
HEAVY = {"boto3", "botocore", "textual", "rich", "subprocess", "asyncio", "urllib.request"}
HEAVY |= {"dataclasses", "inspect", "pathlib", "logging", "socket", "ssl"}


def offered(program: Program, *words: str) -> list[str]:
    done = program.run("complete", "--", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_commands_are_those_for_people(program: Program) -> None:
    found = offered(program, "rolecall", "")
    assert set(found) == {name for name, command in SUBCOMMANDS.items() if command.summary}
    assert offered(program, "/usr/bin/rolecall", "expo") == ["export"]
    assert offered(program, "rolecall", "nonsense", "") == []


def test_it_is_not_in_the_overview(program: Program) -> None:
    assert "complete" not in program.run("--help").stdout
    assert "complete" not in program.run("comple").stderr.replace("comple.", "")


def test_options_are_those_of_the_command_and_not_given_yet(program: Program) -> None:
    found = offered(program, "rolecall", "export", "--")
    assert {"--shell", "--region", "--help"} <= set(found)
    assert "--name" not in found
    again = offered(program, "rolecall", "export", "--region", "eu-west-1", "--shell=zsh", "--")
    assert set(found) - set(again) == {"--region", "--shell"}
    assert offered(program, "rolecall", "profile", "--na") == ["--name"]
    assert {"--stay", "--version", "--help"} <= set(offered(program, "rolecall", "-"))
    assert "--version" not in offered(program, "rolecall", "--stay", "-")


def test_accounts_by_alias_and_by_id_only_when_digits_are_typed(program: Program) -> None:
    found = offered(program, "rolecall", "export", "")
    assert "production" in found
    assert not [name for name in found if name.isdigit()]
    assert "222233334444" in offered(program, "rolecall", "export", "2222")
    assert "arn:aws:iam::222233334444:role/read" in offered(program, "rolecall", "copy", "arn:")


def test_roles_are_those_of_the_account(program: Program) -> None:
    roles = offered(program, "rolecall", "export", "production", "")
    assert {"read", "admin"} <= set(roles)
    assert roles == offered(program, "rolecall", "export", "--no-input", "222233334444", "")
    assert roles == offered(program, "rolecall", "export", "--", "PRODUCTION", "")
    assert offered(program, "rolecall", "export", "production", "adm") == ["admin"]
    assert offered(program, "rolecall", "export", "nowhere", "") == []


def test_what_begins_no_name_is_searched_for_as_in_the_picker(program: Program) -> None:
    assert offered(program, "rolecall", "export", "sbx") == ["sandbox"]
    assert offered(program, "rolecall", "list", "mlearn") == ["machine-learning"]
    assert offered(program, "rolecall", "export", "sandbox", "devl") == ["developer"]
    assert offered(program, "rolecall", "export", "payments-prod", "bg") == ["break-glass"]
    assert offered(program, "rolecall", "export", "sand") == ["sandbox"], "a beginning suffices"
    assert offered(program, "rolecall", "export", "developer") == [], "by name, not by role"
    assert offered(program, "rolecall", "export", "x") == []
    Path(program.paths.accounts_file).write_text('{"-dash": "100000000000"}')
    assert offered(program, "rolecall", "export", "dash") == [], "it would be read as an option"
    assert offered(program, "rolecall", "export", "--", "dash") == ["-dash"]
    assert offered(program, "rolecall", "export", "--shell", "sh", "sandbox", "-x") == []


def test_values_of_options(program: Program) -> None:
    assert offered(program, "rolecall", "export", "--shell", "z") == ["zsh"]
    assert "eu-west-1" in offered(program, "rolecall", "export", "a", "--region", "eu-")
    assert offered(program, "rolecall", "export", "--region=eu-n") == ["--region=eu-north-1"]
    bases = offered(program, "rolecall", "export", "--base-profile", "")
    assert "default" in bases
    program.sign_in("production")
    assert program.run("profile", "production").returncode == 0
    assert offered(program, "rolecall", "profile", "x", "--name", "") == ["production-read"]
    assert offered(program, "rolecall", "export", "--base-profile", "") == bases
    assert "production-read" in offered(program, "rolecall", "export", "--profile", "")
    assert offered(program, "rolecall", "export", "--mfa-code", "") == []
    assert offered(program, "rolecall", "init", "") == ["bash", "zsh", "fish", "powershell"]


@pytest.mark.parametrize("dialect", ["bash", "zsh", "sh", "fish", "powershell"])
def test_every_shell_offered_has_export_lines(dialect: str, program: Program) -> None:
    assert dialect in offered(program, "rolecall", "export", "--shell", "")
    assert detect_dialect(dialect, {}, None) == dialect


def test_forms_for_files_are_offered_where_they_are_known(program: Program) -> None:
    assert {"dotenv", "json"} <= set(offered(program, "rolecall", "export", "--shell", ""))
    assert "json" not in offered(program, "rolecall", "copy", "--shell", "")


def test_identity_centers_are_offered_by_name(program: Program) -> None:
    config = Path(program.paths.aws_config)
    config.write_text(
        config.read_text() + "[sso-session acme]\nsso_region = eu-central-1\n"
        "sso_start_url = https://acme.awsapps.com/start\n[profile dev]\nsso_session = acme\n"
        "sso_account_id = 909090909090\nsso_role_name = Admin\n"
    )
    assert offered(program, "rolecall", "sso", "") == ["login", "logout"]
    assert offered(program, "rolecall", "sso", "login", "") == ["acme"]
    assert offered(program, "rolecall", "export", "dev", "Admin", "--through", "") == ["acme"]


def test_what_exec_runs_is_left_to_the_shell(program: Program) -> None:
    assert {"--min-ttl", "--refresh"} <= set(offered(program, "rolecall", "exec", "a", "--"))
    assert offered(program, "rolecall", "exec", "production", "--", "") == []


def test_the_classics_words_have_their_places(program: Program) -> None:
    assert offered(program, "assume-role", "produ")[0] == "production"
    assert "admin" in offered(program, "assume-role", "production", "")
    assert offered(program, "assume-role", "production", "admin", "1") == []
    region = ["assume-role", "production", "admin", "123456", "eu-west-2"]
    assert offered(program, *region) == ["eu-west-2"]
    assert offered(program, "rolecall", *region) == ["eu-west-2"]
    program.env["AWS_ASSUME_ROLE_AUTH_SCHEME"] = "saml"
    program.env["SAML_IDP_ASSERTION_URL"] = "https://idp.example.com/"
    assert offered(program, "assume-role", "production", "admin", "eu-west-2") == ["eu-west-2"]


def test_behind_two_dashes_nothing_is_an_option(program: Program) -> None:
    accounts = {"-dash": "111122223333", "plain": "222233334444"}
    Path(program.paths.accounts_file).write_text(json.dumps(accounts))
    assert "-dash" not in offered(program, "rolecall", "export", "")
    assert "-dash" in offered(program, "rolecall", "export", "--", "")
    assert offered(program, "rolecall", "export", "--", "-") == ["-dash"]
    assert offered(program, "rolecall", "demo", "--", "") == []


def test_a_name_that_would_obey_the_terminal_is_not_offered(program: Program) -> None:
    names = ["two\nlines", "esc\x1b[2J", "tab\tbed", "turned\u202e", "good"]
    accounts = {name: f"{number:012d}" for number, name in enumerate(names, 100)}
    Path(program.paths.accounts_file).write_text(json.dumps(accounts))
    program.env["AWS_CONFIG_FILE"] = program.env["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    Path(program.paths.config_file).unlink()
    assert offered(program, "rolecall", "export", "") == ["good"]


@pytest.mark.parametrize(
    ("words", "env", "files"),
    [
        ([], {}, ""),
        (["rolecall", "export", ""], {"HOME": "", "USERPROFILE": ""}, ""),
        (["rolecall", "export", ""], {"ROLECALL_DEBUG": "1"}, "[[["),
        (["rolecall", "export", "production", ""], {}, "guard = 5"),
        (["", ""], {}, ""),
    ],
)
def test_what_fails_is_silent(
    program: Program, words: list[str], env: dict[str, str], files: str
) -> None:
    if files:
        Path(program.paths.config_file).write_text(files)
    for line in ([], ["--line"]):
        done = program.run("complete", *line, "--", *words, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert not files or done.stdout == ""


def test_nobody_is_asked_and_nothing_heavy_is_imported(program: Program) -> None:
    program.sign_in("production")
    for words in (["export", ""], ["export", "production", ""], ["export", "--base-profile", ""]):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, "complete", "--", "rolecall", *words],
            env=program.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        status, *modules = done.stderr.split()
        assert status == "0"
        assert done.stdout
        assert HEAVY.isdisjoint(modules)
    assert not program.aws.calls


def test_no_secret_is_offered(program: Program) -> None:
    program.sign_in("production")
    assert program.run("profile", "production").returncode == 0
    for words in (["export", ""], ["profile", "a", "--name", ""], ["export", "--base-profile", ""]):
        said = "\n".join(candidates(["rolecall", *words], program.env))
        assert said
        for line in Path(program.paths.aws_credentials).read_text().splitlines():
            if "=" in line:
                assert line.partition("=")[2].strip() not in said
