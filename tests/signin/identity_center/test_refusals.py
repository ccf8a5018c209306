"""What can go wrong with an Identity Center: one line and a hint each, and nothing held is lost.

Each text of tests/samples/identity_center_refusals.toml is brought about over HTTP, and compared to
the letter; `{id}` stands for the request id.
"""

import re
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

import tests.samples
from rolecall.aws.identity_center.pace import Pacer
from rolecall.aws.identity_center.portal import Portal
from rolecall.core.errors import Cancelled, RolecallError
from rolecall.demo.faults import refuse, reset, unavailable
from rolecall.demo.portal.oidc import error
from rolecall.demo.portal.portal import unauthorized
from rolecall.signin.browser.pages import BrowserPage
from rolecall.signin.identity_center.listing import list_assignments, roles_of
from rolecall.signin.identity_center.sign_out import sign_out
from rolecall.signin.identity_center.tokens import usable_token
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(90)  # a page that nobody answers is waited for

_FILE = Path(tests.samples.__file__).with_name("identity_center_refusals.toml")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RefusalText(NamedTuple):
    """An entry of the file."""

    name: str
    message: str
    hint: str


TEXTS = tuple(RefusalText(**entry) for entry in tomllib.loads(_FILE.read_text())["refusal"])


def by_device(corp: Corp) -> None:
    corp.visitor.setenv(SSH_TTY="/dev/pts/1")


def asked_again(corp: Corp) -> None:
    """Sign in anew; what was held stays until that has succeeded."""
    usable_token(corp.services, corp.center, corp.prompter(*[leave] * 3), anew=True)


def leave(page: BrowserPage) -> None:
    raise Cancelled


def answered(corp: Corp, *answers: str | Callable[[BrowserPage], object]) -> None:
    usable_token(corp.services, corp.center, corp.prompter(*answers), anew=True)


def denied_in_the_browser(corp: Corp) -> None:
    corp.there.browser_is_signed_in = False
    answered(corp, "deny")


def denied_on_a_device(corp: Corp) -> None:
    by_device(corp)
    answered(corp, "deny")


def came_back(page: BrowserPage, **changed: str) -> None:
    """Comes back to the redirect address with another answer than the page's own."""
    query = {name: value for name, (value,) in parse_qs(urlsplit(page.address).query).items()}
    told = {"state": query["state"], "code": "c-1"} | changed
    address = f"{query['redirect_uri']}?{urlencode(told)}"
    threading.Thread(target=lambda: urlopen(address).read()).start()  # noqa: S310


def wrong_state(corp: Corp) -> None:
    answered(corp, lambda page: came_back(page, state="s-of-another"))


def wrong_code(corp: Corp) -> None:
    answered(corp, came_back)


def nobody_at_the_browser(corp: Corp) -> None:
    answered(corp, *[lambda page: corp.advance(minutes=10)] * 3)


def nobody_at_the_device(corp: Corp) -> None:
    by_device(corp)
    answered(corp, *[lambda page: corp.advance(minutes=10)] * 3)


def registration_refused(corp: Corp) -> None:
    by_device(corp)
    answered(corp, *[lambda page: corp.there.registrations.clear()] * 2)


def ended_session(corp: Corp) -> None:
    assert corp.there.session is not None
    corp.there.log_out(corp.there.session)
    corp.advance(hours=1)
    prompter = corp.prompter(leave)
    with pytest.raises(Cancelled):
        corp.sign_in(prompter)
    (question,) = prompter.browser_questions
    assert question.refusal is not None
    raise question.refusal


def token_refused_again_and_again(corp: Corp) -> None:
    corp.aws.faults.add("GetRoleCredentials", refuse(unauthorized()))
    corp.take(corp.prompter("allow"))


def requests_refused_for_minutes(corp: Corp) -> None:
    corp.there.requests_a_second = 0
    clock = corp.visitor.clock
    portal = Portal(corp.center, pacer=Pacer(clock=clock, sleep=clock.advance))
    portal.accounts(corp.cached.access_token)


def unknown_start_url(corp: Corp) -> None:
    by_device(corp)
    corp.configure("https://typo.awsapps.com/start")
    asked_again(corp)


def unknown_start_url_in_the_browser(corp: Corp) -> None:
    corp.configure("https://typo.awsapps.com/start")
    asked_again(corp)


def another_region(corp: Corp) -> None:
    by_device(corp)
    corp.configure(region="us-east-1")
    corp.aws.faults.add("StartDeviceAuthorization", refuse(error("InvalidRequestException")))
    asked_again(corp)


def no_such_region(corp: Corp) -> None:
    corp.visitor.setenv(AWS_ENDPOINT_URL="")
    corp.configure(region="eu-centrall-1")
    asked_again(corp)


def scopes_refused(corp: Corp) -> None:
    center = corp.center._replace(scopes=("sso:account:access", "codewhisperer:completions"))
    usable_token(corp.services, center, corp.prompter(leave), anew=True)


def role_taken_away(corp: Corp) -> None:
    corp.take(corp.prompter(), "Owner")


def account_taken_away(corp: Corp) -> None:
    roles_of(corp.services, corp.center, corp.cached, "699999999999")


def portal_down_half_way(corp: Corp) -> None:
    list_assignments(
        corp.services,
        corp.center,
        corp.cached,
        wanted=lambda: (),
        found=lambda batch: corp.aws.faults.add("ListAccounts", reset()),
        check_cancelled=lambda: None,
    )


def session_ended_half_way(corp: Corp) -> None:
    def end(batch: object) -> None:
        assert corp.there.session is not None
        corp.there.log_out(corp.there.session)

    list_assignments(
        corp.services,
        corp.center,
        corp.cached,
        wanted=lambda: (),
        found=end,
        check_cancelled=lambda: None,
    )


def aws_is_down(corp: Corp) -> None:
    corp.aws.faults.add("RegisterClient", unavailable())
    asked_again(corp)


def signed_out_offline(corp: Corp) -> None:
    corp.aws.faults.add("Logout", reset())
    sign_out(corp.services, corp.center)


SCENARIOS: dict[str, Callable[[Corp], None]] = {
    scenario.__name__.replace("_", " "): scenario
    for scenario in (
        denied_in_the_browser,
        denied_on_a_device,
        wrong_state,
        wrong_code,
        nobody_at_the_browser,
        nobody_at_the_device,
        registration_refused,
        ended_session,
        token_refused_again_and_again,
        requests_refused_for_minutes,
        unknown_start_url,
        unknown_start_url_in_the_browser,
        another_region,
        no_such_region,
        scopes_refused,
        role_taken_away,
        account_taken_away,
        portal_down_half_way,
        session_ended_half_way,
        aws_is_down,
        signed_out_offline,
    )
}
SIGNED_IN_ANEW = {"token refused again and again"}  # its sign-in has succeeded
FORGOTTEN = {"signed out offline"}


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name.replace(" ", "-"))
def test_it_reads_as_the_table_has_it_and_nothing_is_lost(corp: Corp, case: RefusalText) -> None:
    corp.sign_in()
    corp.take(corp.prompter(), "Admin")
    file = Path(corp.tokens.path_of(corp.center))
    before = file.read_bytes()
    with pytest.raises(RolecallError) as raised:
        SCENARIOS[case.name](corp)
    told = raised.value
    message = re.sub(r"Only \d+ of", "Only N of", told.message)
    assert (message, _UUID.sub("{id}", told.hint)) == (case.message, case.hint)
    if case.name not in FORGOTTEN:
        assert (file.read_bytes() == before) == (case.name not in SIGNED_IN_ANEW)
    assert len(corp.services.store.role_sessions()) == 1


def test_every_scenario_has_its_text() -> None:
    assert {case.name for case in TEXTS} == set(SCENARIOS)
    for case in TEXTS:
        assert f"{case.message} {case.hint}".isprintable()
        assert len(f"{case.message} {case.hint}") <= 340
