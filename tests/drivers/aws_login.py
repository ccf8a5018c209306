"""Sign-ins with `aws login`: the files they leave, and who answers their pages."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from html import unescape

from rolecall.aws.call.bounded_call import CallContext
from rolecall.aws.login.dpop import new_key
from rolecall.aws.login.new_keys import HERE
from rolecall.aws.login.tokens import SignInService
from rolecall.core.paths import Paths
from rolecall.core.secret import Secret
from rolecall.demo.server import EmbeddedAws
from rolecall.sessions.aws_tools.login_keys import LoginToken, new_token, write_token
from rolecall.signin.browser.pages import BrowserPage
from tests.demo.portal.center import BACK, VERIFIER, Client
from tests.demo.signin.device import Device


def signed_in(aws: EmbeddedAws, paths: Paths) -> LoginToken:
    """Begin a session of the embedded AWS's user; its file is there then."""

    def now() -> datetime:
        return datetime.fromtimestamp(aws.world.clock(), UTC)

    key, service = new_key(), SignInService("", "eu-central-1", "aws", CallContext())
    given = service.by_code(HERE, Secret(Device(aws).code()), Secret(VERIFIER), BACK, key, now)
    token = new_token(
        aws.aws_login.user_arn,
        given.keys,
        client_id=HERE,
        refresh_token=given.refresh_token,
        id_token=given.id_token,
        dpop_key=key,
        region="eu-central-1",
        now=now(),
    )
    write_token(paths.login_cache, token)
    return token


def person(aws: EmbeddedAws, answer: str = "allow") -> Callable[[BrowserPage], None]:
    """Return somebody who opens each page, answers it, and pastes what it shows."""

    def open_page(page: BrowserPage) -> None:
        if page.takes_text:
            page.take(pasted_from(aws, page, answer))
        else:  # it comes back to who waits for it
            go = partial(Client(aws).answer, page.address, answer)
            threading.Thread(target=go, daemon=True).start()

    return open_page


def pasted_from(aws: EmbeddedAws, page: BrowserPage, answer: str = "allow") -> str:
    """Return what a page in a browser elsewhere shows in the end."""
    shown = Client(aws).answer(page.address, answer)
    return unescape(re.findall("<code>(.+)</code>", shown)[0])
