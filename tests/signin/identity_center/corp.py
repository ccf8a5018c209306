"""A user who signs in to the embedded Identity Center, as the command line and the picker do."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from rolecall.catalog.identity_center.centers import identity_centers
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import IDENTITY_CENTER, Target
from rolecall.demo.server import EmbeddedAws
from rolecall.sessions.aws_tools.sso_sessions import SsoSessions
from rolecall.sessions.aws_tools.sso_tokens import SsoToken, SsoTokens
from rolecall.signin.browser.pages import BrowserPage
from rolecall.signin.identity_center.tokens import usable_token
from rolecall.signin.plan import Plan
from rolecall.signin.services import Services, SignedIn
from tests.demo.portal.center import FIRST, Client, assigned
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

Answer = str | Callable[[BrowserPage], object]


class Corp:
    """An Identity Center in the user's AWS config file, and who answers its pages."""

    def __init__(self, visitor: Visitor, aws: EmbeddedAws) -> None:
        self.visitor, self.aws = visitor, aws
        self.there = aws.identity_center
        self.there.interval = 0  # the clock of these tests stands still between two polls
        assigned(aws)
        self.client = Client(aws)
        self.configure()

    def configure(self, start_url: str = "", region: str = "eu-central-1") -> None:
        file = Path(self.visitor.paths.aws_config)
        others = file.read_text(encoding="utf-8").partition("\n[sso-session corp]")[0]
        file.write_text(
            f"{others}\n[sso-session corp]\n"
            f"sso_start_url = {start_url or self.there.start_url}\n"
            f"sso_region = {region}\n"
            "sso_registration_scopes = sso:account:access\n",
            encoding="utf-8",
        )

    @property
    def services(self) -> Services:
        """Those of another process."""
        return self.visitor.desk().sign_in.services

    @property
    def center(self) -> IdentityCenter:
        desk = self.visitor.desk()
        return identity_centers(desk.settings, desk.profiles).by_name["corp"]

    @property
    def tokens(self) -> SsoTokens:
        return SsoTokens(self.visitor.paths.sso_cache)

    @property
    def notes(self) -> SsoSessions:
        return SsoSessions(self.visitor.paths.sso_sessions)

    @property
    def cached(self) -> SsoToken:
        found = self.tokens.read(self.center)
        assert found is not None
        return found

    def prompter(self, *answers: Answer) -> ScriptedPrompter:
        """Somebody who gives these answers to one page after another."""
        left = list(answers)

        def show(page: BrowserPage) -> None:
            assert left, "a page was not expected"
            answer = left.pop(0)
            if callable(answer):
                answer(page)
                return
            # The browser runs beside the sign-in, which has to listen meanwhile.
            visit = threading.Thread(target=self.client.answer, args=(page.address, answer))
            visit.start()
            if page.by_device:
                visit.join(30)

        return ScriptedPrompter(browser=show)

    def sign_in(self, prompter: ScriptedPrompter | None = None) -> SsoToken:
        return usable_token(self.services, self.center, prompter or self.prompter("allow"))

    def sign_in_anew(self) -> SsoToken:
        return usable_token(self.services, self.center, self.prompter("allow"), anew=True)

    def use(self) -> SsoToken:
        """The token, where nobody is to be asked."""
        return self.sign_in(self.prompter())

    def advance(self, **time: float) -> None:
        self.visitor.clock.advance(timedelta(**time).total_seconds())

    def asked(self, action: str) -> int:
        return sum(each.action == action for each in self.aws.portal.requests)

    def plan(self, role: str = "Read") -> Plan:
        target = Target(FIRST, ("team-0",), role, scheme=IDENTITY_CENTER, idp="corp")
        return self.visitor.desk().plan(target)

    def take(self, prompter: ScriptedPrompter, role: str = "Read") -> SignedIn:
        return self.visitor.follow(self.plan(role), prompter)
