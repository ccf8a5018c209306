"""Export lines, evaluated by real shells and used by botocore in their children."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rolecall.core.errors import Refused, UsageError
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import Credentials
from rolecall.core.secret import Secret
from rolecall.handover.shell.classic_lines import classic_lines
from rolecall.handover.shell.dialects import detect_dialect, parent_name
from rolecall.handover.shell.exports import export_lines
from tests.judges.shell_evaluation import BOTOCORE, END, OPTIONS, SHELLS, START, evaluated, session

MFA = Login(
    kind="mfa",
    base=BaseIdentity("bastion", ""),
    credentials=Credentials(
        access_key_id="ASIAEXAMPLE000000002",
        secret_access_key=Secret("secret/of+the+mfa/0000000000000000000002"),
        session_token=Secret("token//of+the+mfa=="),
        expiration=START + timedelta(hours=12),
    ),
    name="bastion",
    user_name="alice",
    started=START,
    expiration=START + timedelta(hours=12),
)


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
@pytest.mark.parametrize("name", ["a*b", "=ls", "a'b; touch pwned", 'x"$(touch pwned)"  \\y é'])
def test_hostile_name_of_a_real_session_arrives_in_every_variable(
    shell: str, folder: Path, name: str, bare: bool
) -> None:
    lines = export_lines(session(name=name, role="a(*/b$(touch pwned)/read"), SHELLS[shell])
    found = evaluated(shell, lines, folder, bare=bare)
    assert found["AWS_ACCOUNT_NAME"] == found["GEO_ENV"] == name
    assert found["AWS_ACCOUNT_ROLE"] == "a(*/b$(touch pwned)/read"
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("dialect", ["bash", "zsh", "sh", "fish"])
@pytest.mark.parametrize("name", ["a\nb", "a\0b", "\x1b]52;c;eA==\x07", "\x85", "\u2028", "\ud800"])
def test_control_characters_are_refused(dialect: str, name: str) -> None:
    with pytest.raises(Refused) as refused:
        export_lines(session(name=name), dialect)
    assert refused.value.hint
    with pytest.raises(Refused):
        classic_lines(session(name=name), MFA, "", (), dialect)


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
def test_every_variable_is_set_and_every_stale_one_gone(
    shell: str, folder: Path, bare: bool
) -> None:
    stale = dict.fromkeys(STALE, "stale")
    stale |= {"AWS_SECURITY_TOKEN": "stale", "AWS_REGION": "stale", "GEO_ENV": "stale"}
    lines = export_lines(session(region="eu-central-1"), SHELLS[shell])
    found = evaluated(shell, lines, folder, bare=bare, env=stale)
    assert {name: value for name, value in found.items() if name.startswith(AWS_LIKE)} == {
        "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000001",
        "AWS_SECRET_ACCESS_KEY": "secret/of+the+role/000000000000000000001",
        "AWS_SESSION_TOKEN": "token//of+the+role==",
        "AWS_SECURITY_TOKEN": "token//of+the+role==",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_CREDENTIAL_EXPIRATION": "2031-05-04T04:02:01Z",
        "ROLECALL_EXPIRES": str(int(END.timestamp())),
        "AWS_ACCOUNT_ID": "012345678901",
        "AWS_ACCOUNT_NAME": "production",
        "AWS_ACCOUNT_ROLE": "ops/read",
        "GEO_ENV": "production",
    }


AWS_LIKE = ("AWS", "ROLECALL", "GEO_ENV")
# Listed here, not taken from the code: what must never survive a change of role.
STALE = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_VAULT",
    "AWSUME_PROFILE",
    "AWSU_PROFILE",
    "AWS_SSO_PROFILE",
    "AWS_SESSION_EXPIRATION",
    "AWSUME_EXPIRATION",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_SESSION_ACCESS_KEY_ID",
    "AWS_SESSION_SECRET_ACCESS_KEY",
    "AWS_SESSION_SESSION_TOKEN",
    "AWS_SESSION_SECURITY_TOKEN",
    "AWS_SESSION_START",
    "ROLECALL_SCOPE",
]


def test_without_a_region_the_users_own_stays(shell: str, folder: Path) -> None:
    lines = export_lines(session(), SHELLS[shell])
    found = evaluated(shell, lines, folder, bare=True, env={"AWS_REGION": "us-west-2"})
    assert found["AWS_REGION"] == "us-west-2"
    assert "AWS_DEFAULT_REGION" not in found


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
def test_strict_shells_go_on_after_the_lines(shell: str, folder: Path, bare: bool) -> None:
    strict = "" if shell == "fish" else "set -u; set -e"
    for lines in (
        export_lines(session(name="a b"), SHELLS[shell]),
        classic_lines(session(name="a b"), MFA, "", (), SHELLS[shell]),
        classic_lines(session(name="a b"), None, "", (), SHELLS[shell]),
    ):
        found = evaluated(shell, lines, folder, bare=bare, before=strict)
        assert found["AWS_ACCOUNT_NAME"] == "a b"


@pytest.mark.parametrize("kind", ["export", "classic", "classic without MFA"])
def test_botocore_of_a_child_resolves_exactly_the_session(
    shell: str, folder: Path, kind: str
) -> None:
    held = session(region="eu-central-1")
    dialect = SHELLS[shell]
    lines = {
        "export": export_lines(held, dialect),
        "classic": classic_lines(held, MFA, "", (), dialect),
        "classic without MFA": classic_lines(held, None, "", (), dialect),
    }[kind]
    dirty = {
        "AWS_ACCESS_KEY_ID": "AKIASTALE00000000000",
        "AWS_SECRET_ACCESS_KEY": "stale",
        "AWS_SESSION_TOKEN": "stale",
        "AWS_SECURITY_TOKEN": "stale",
        "AWS_PROFILE": "missing",
        "AWS_DEFAULT_PROFILE": "missing too",
        "AWS_REGION": "us-west-1",
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    program = folder.parent / "resolve.py"
    program.write_text(BOTOCORE)
    answer = folder.parent / "answer"
    evaluated(
        shell, lines, folder, bare=True, env=dirty, after=f"{sys.executable} {program} > {answer}"
    )
    assert json.loads(answer.read_text()) == [
        held.credentials.access_key_id,
        held.credentials.secret_access_key.reveal(),
        held.credentials.session_token.reveal(),
        held.account_id,
        "eu-central-1",
    ]


def test_classic_lines_are_the_classics() -> None:
    lines = classic_lines(session(region="eu-west-1"), MFA, "bastion").splitlines()
    assert lines[:16] == [
        'export AWS_REGION="eu-west-1";',
        'export AWS_DEFAULT_REGION="eu-west-1";',
        'export AWS_ACCESS_KEY_ID="ASIAEXAMPLE000000001";',
        'export AWS_SECRET_ACCESS_KEY="secret/of+the+role/000000000000000000001";',
        'export AWS_SESSION_TOKEN="token//of+the+role==";',
        'export AWS_ACCOUNT_ID="012345678901";',
        'export AWS_ACCOUNT_NAME="production";',
        'export AWS_ACCOUNT_ROLE="ops/read";',
        'export AWS_SESSION_ACCESS_KEY_ID="ASIAEXAMPLE000000002";',
        'export AWS_SESSION_SECRET_ACCESS_KEY="secret/of+the+mfa/0000000000000000000002";',
        'export AWS_SESSION_SESSION_TOKEN="token//of+the+mfa==";',
        'export AWS_SESSION_SECURITY_TOKEN="token//of+the+mfa==";',
        f'export AWS_SESSION_START="{int(START.timestamp())}";',
        'export GEO_ENV="production";',
        'export AWS_PROFILE_ASSUME_ROLE="bastion";',
        'export AWS_SECURITY_TOKEN="token//of+the+role==";',
    ]
    assert lines[16] == (
        'export AWS_CREDENTIAL_EXPIRATION="2031-05-04T04:02:01Z"; '
        f'export ROLECALL_EXPIRES="{int(END.timestamp())}";'
    )
    assert lines[17].startswith("unset AWS_PROFILE ")
    assert set(STALE[:9]) < set(lines[17].rstrip(";").split())
    assert len(lines) == 18


def test_classic_lines_without_mfa_session_drop_a_stale_one(shell: str, folder: Path) -> None:
    stale = dict.fromkeys(STALE, "stale")
    lines = classic_lines(session(), None, "", (), SHELLS[shell])
    found = evaluated(shell, lines, folder, bare=True, env=stale)
    assert not set(stale) & set(found)


@pytest.mark.parametrize("bad", ["$(touch x)", "a b", 'a"b', "a\n[evil]", "", "é", "a;b", "a`b`"])
@pytest.mark.parametrize("field", ["access_key_id", "secret_access_key", "session_token"])
def test_credentials_outside_their_alphabets_are_refused(field: str, bad: str) -> None:
    value = "ASIAEXAMPLE000000001" + bad if bad else ""
    held = session()
    wrong: dict[str, Any] = {field: value if field == "access_key_id" else Secret(value)}
    credentials = held.credentials._replace(**wrong)
    for dialect in ("bash", "zsh", "sh", "fish"):
        with pytest.raises(Refused) as refused:
            export_lines(held._replace(credentials=credentials), dialect)
        assert "ASIAEXAMPLE" not in refused.value.message + refused.value.hint
        with pytest.raises(Refused):
            classic_lines(held, MFA._replace(credentials=credentials), "", (), dialect)


def test_unknown_dialect_is_wrong_usage() -> None:
    with pytest.raises(UsageError):
        export_lines(session(), "tcsh")
    with pytest.raises(UsageError):
        detect_dialect("tcsh", {}, "bash")


@pytest.mark.parametrize(
    ("option", "parent", "shell_variable", "dialect"),
    [
        ("fish", "zsh", "/bin/bash", "fish"),
        (None, "zsh", "/bin/bash", "zsh"),
        (None, "-bash", "/bin/zsh", "bash"),
        (None, "dash", "/bin/zsh", "sh"),
        (None, "make", "/usr/local/bin/fish", "fish"),
        (None, None, "/bin/zsh", "zsh"),
        (None, "python3", "/usr/bin/nu", "sh"),
        (None, None, None, "sh"),
    ],
)
def test_dialect_is_the_option_else_the_parent_else_the_login_shell(
    option: str | None, parent: str | None, shell_variable: str | None, dialect: str
) -> None:
    env = {} if shell_variable is None else {"SHELL": shell_variable}
    assert detect_dialect(option, env, parent) == dialect


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_parent_name_is_the_shell_that_started_us(shell: str) -> None:
    program = "from rolecall.handover.shell.dialects import parent_name; print(parent_name())"
    done = subprocess.run(
        [shell, *OPTIONS[shell], "-c", f'{sys.executable} -c "{program}"; true'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == shell
    assert parent_name()


def test_exports_stay_light() -> None:
    heavy = "dataclasses pathlib inspect subprocess logging asyncio boto3 textual"
    program = (
        "import sys; import rolecall.handover.shell.exports;"
        f"print(*[name for name in '{heavy}'.split() if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
