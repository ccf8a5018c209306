"""Base profiles whose credentials come for a token: where it may go."""

from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.sts.web_identity import web_token
from rolecall.demo.world.clock import SettableClock
from tests.drivers.visitor import Visitor
from tests.servers.idp_server import IdpServer, Reply

ROLE = "arn:aws:iam::111122223333:role/build"


@pytest.fixture
def visitor(
    home: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> Visitor:
    """A user without keys."""
    visitor = Visitor(home, aws, clock, monkeypatch)
    visitor.write(visitor.paths.aws_credentials, [])
    return visitor


def _in_default(visitor: Visitor, *lines: str) -> None:
    config = Path(visitor.paths.aws_config)
    text = config.read_text().replace("[default]\n", "\n".join(("[default]", *lines, "")))
    config.write_text(text)


def test_a_web_identity_goes_to_no_foreign_endpoint_in_plain_text(
    visitor: Visitor, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(web_token("ci.example", visitor.clock() + 600))
    _in_default(visitor, f"role_arn = {ROLE}", f"web_identity_token_file = {token}")
    with IdpServer(lambda request: Reply(502)) as proxy:
        visitor.setenv(
            AWS_ENDPOINT_URL_STS="http://sts.example.net", HTTP_PROXY=proxy.origin, NO_PROXY=""
        )
        visitor.setenv(http_proxy=proxy.origin, no_proxy="", AWS_MAX_ATTEMPTS="1")
        with pytest.raises(ConfigError, match="in plain text: refused"):
            visitor.become()
        assert proxy.logins == []
