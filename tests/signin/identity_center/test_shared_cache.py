"""One session of an Identity Center, signed in by one program and used by all the others."""

from collections.abc import Iterator
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import CONFIG, FIRST, Client, assigned
from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.aws_home import aws_home
from tests.judges.identity_center_cache import expire_token, token_in
from tests.judges.identity_center_readers import READERS, Reader

READ = f"arn:aws:sts::{FIRST}:assumed-role/AWSReservedSSO_Read_0123456789abcdef/alice"


class Tools:
    """A HOME that AWS's tools share, and the Identity Center that they ask."""

    def __init__(self, home: Path, aws: EmbeddedAws) -> None:
        self.home, self.aws = home, aws
        self.env = aws_home(home, aws, CONFIG)
        assigned(aws)
        self.browser = Client(aws)

    def aws_cli_signs_in(self) -> None:
        AwsCliV2(self.env).sso_login("corp", self.browser.answer)

    def called(self, action: str) -> int:
        """How often an action was asked for since the last time."""
        asked = [request.action for request in self.aws.portal.requests]
        self.aws.portal.requests.clear()
        return asked.count(action)


@pytest.fixture
def tools(tmp_path: Path, live_aws: EmbeddedAws) -> Iterator[Tools]:
    yield Tools(tmp_path, live_aws)


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
