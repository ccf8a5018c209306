"""A login at a test server, and the assertions that hold for every refused one."""

from typing import TypeVar

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.idp import fetch_assertion
from tests.canaries.record import registered
from tests.servers.idp_server import TEMPLATE, Answer, IdpServer, Reply

PASSWORD = registered('Canary-"\\$&%-NotARealKey93ab')
ASSERTION = registered("PHNhbWxwOlJlc3BvbnNlIElEPSJOb3RBUmVhbEtleTkzYWIiLz4=")
HTML = b"<html><body>NotARealKey-Canary-page: please sign in</body></html>"

_Error = TypeVar("_Error", bound=RolecallError)


def log_in(
    idp: IdpServer, password: str = PASSWORD, user_name: str = "alice", deadline: float = 20.0
) -> Secret:
    provider = IdentityProvider(url=idp.url, body=TEMPLATE)
    return fetch_assertion(provider, user_name, Secret(password), {}, deadline)


def refused(kind: type[_Error], answer: Answer, deadline: float = 20.0) -> _Error:
    """The error of a login with this response; the password was sent once, and no text shows it."""
    with IdpServer(answer) as idp:
        with pytest.raises(kind) as caught:
            log_in(idp, deadline=deadline)
        assert len(idp.logins) == idp.connections == 1
    shown = caught.value.message + caught.value.hint
    assert caught.value.hint
    assert "Canary" not in shown
    assert "\n" not in shown
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def always(reply: Reply) -> Answer:
    return lambda login: reply
