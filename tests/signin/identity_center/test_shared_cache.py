"""One session of an Identity Center, signed in by one program and used by all the others."""

import json
import shutil
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from rolecall.core.paths import paths_from
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.demo.portal.center import CONFIG, FIRST, Client, assigned
from tests.drivers.browser.allowing_browser import allowing_browser
from tests.drivers.program import Done, Program
from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.aws_home import aws_home
from tests.judges.identity_center_cache import expire_token, token_file, token_in
from tests.judges.identity_center_readers import READERS, Reader, arn_of


def role_arn(account_id: str, role: str) -> str:
    name = f"AWSReservedSSO_{role}_0123456789abcdef"
    return f"arn:aws:sts::{account_id}:assumed-role/{name}/alice"


READ = role_arn(FIRST, "Read")


class Tools:
    """A HOME that Rolecall and AWS's tools share, and the Identity Center that they ask."""

    def __init__(self, home: Path, aws: EmbeddedAws) -> None:
        self.home, self.aws = home, aws
        self.env = aws_home(home, aws, CONFIG)
        assigned(aws)
        self.browser = Client(aws)
        env = {**self.env, "BROWSER": allowing_browser(home), "ROLECALL_DEMO": ""}
        self.rolecall = Program(Stage(home, env, paths_from(env)), aws)

    def aws_cli_signs_in(self) -> None:
        AwsCliV2(self.env).sso_login("corp", self.browser.answer)

    def rolecall_signs_in(self, way: str) -> None:
        self.aws.identity_center.approves_after = 0  # the device's code
        talk = self.rolecall.talk(["sso", "login", "corp", way], [])
        assert talk.status == 0, talk.shown

    def rolecall_takes(self, account_id: str, role: str) -> Done:
        """Take a role anew, with nobody there to be asked."""
        shutil.rmtree(self.rolecall.paths.sessions_folder, ignore_errors=True)
        return self.rolecall.run("credential-process", account_id, role, "--no-input")

    def rolecall_reads(self, account_id: str = FIRST, role: str = "Read") -> str:
        done = self.rolecall_takes(account_id, role)
        assert done.returncode == 0, done.stderr
        keys = json.loads(done.stdout)
        return arn_of(self.env, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def called(self, action: str) -> int:
        """How often an action was asked for since the last time."""
        asked = [request.action for request in self.aws.portal.requests]
        self.aws.portal.requests.clear()
        return asked.count(action)


@pytest.fixture
def tools(tmp_path: Path, live_aws: EmbeddedAws) -> Tools:
    return Tools(tmp_path, live_aws)


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]


def test_a_session_of_the_aws_cli_is_read_and_refreshed(tools: Tools, reader: Reader) -> None:
    tools.aws_cli_signs_in()
    signed_in = token_in(tools.home)["accessToken"]
    tools.called("CreateToken")
    assert reader(tools.env, "read") == READ
    assert tools.called("CreateToken") == 0
    assert expire_token(tools.home) == signed_in
    assert reader(tools.env, "read") == READ
    assert tools.called("CreateToken") == 1
    assert token_in(tools.home)["accessToken"] != signed_in


def test_each_refreshes_what_any_other_has_refreshed(tools: Tools) -> None:
    order = [list(READERS)[int(place)] for place in "0102031213230"]
    assert set(pairwise(order)) == set(permutations(READERS, 2))
    tools.aws_cli_signs_in()
    seen = {expire_token(tools.home)}
    for name in order:
        assert READERS[name](tools.env, "read") == READ, name
        seen.add(expire_token(tools.home))
    assert len(seen) == 1 + len(order)


def test_a_logout_of_the_aws_cli_ends_it_for_all(tools: Tools, reader: Reader) -> None:
    tools.aws_cli_signs_in()
    assert reader(tools.env, "read") == READ
    assert AwsCliV2(tools.env).run("sso", "logout").returncode == 0
    with pytest.raises(AssertionError, match=r"(?i)sso|token"):
        reader(tools.env, "admin")


def test_rolecall_takes_three_roles_by_a_session_of_the_aws_cli(tools: Tools) -> None:
    tools.aws_cli_signs_in()
    tools.called("CreateToken")
    for account_id, role in ((FIRST, "Read"), (FIRST, "Admin"), ("600000000001", "Read")):
        assert tools.rolecall_reads(account_id, role) == role_arn(account_id, role)
    assert tools.called("CreateToken") == 0
    expire_token(tools.home)
    assert tools.rolecall_reads() == READ
    assert tools.called("CreateToken") == 1


@pytest.mark.parametrize("way", ["--browser", "--device"])
def test_all_read_and_refresh_a_session_of_rolecall(tools: Tools, way: str) -> None:
    tools.rolecall_signs_in(way)
    assert token_file(tools.home).stat().st_mode & 0o777 == 0o600
    tools.called("CreateToken")
    for name, reader in READERS.items():
        assert reader(tools.env, "read") == READ, name
    assert tools.called("CreateToken") == 0
    seen = {expire_token(tools.home)}
    for name, reader in READERS.items():
        assert reader(tools.env, "read") == READ, name
        seen.add(expire_token(tools.home))
        assert tools.rolecall_reads() == READ, f"after {name}"
        seen.add(expire_token(tools.home))
    assert len(seen) == 1 + 2 * len(READERS)


def test_a_logout_of_the_aws_cli_is_noticed_and_said(tools: Tools) -> None:
    tools.aws_cli_signs_in()
    assert tools.rolecall_reads() == READ
    assert AwsCliV2(tools.env).run("sso", "logout").returncode == 0
    done = tools.rolecall_takes(FIRST, "Admin")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "A sign-in to Identity Center corp is needed, but there is no terminal to ask on; "
        "run: rolecall sso login corp\n"
    )
    assert "corp" not in tools.rolecall.run("sessions").stdout
