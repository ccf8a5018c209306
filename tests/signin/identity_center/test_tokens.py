"""A token that serves: signed in to once, refreshed silently, asked for again when it is over."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, ConfigError, InputNeeded, Unreachable
from rolecall.core.login import BaseIdentity
from rolecall.core.notices import take_pending
from rolecall.core.secret import Secret
from rolecall.core.state.state import load_state
from rolecall.demo.faults import reset, unavailable
from rolecall.demo.server import EmbeddedAws
from rolecall.signin.browser.pages import BrowserPage
from rolecall.signin.identity_center.tokens import refreshed_silently, usable_token
from rolecall.signin.prompters import SilentPrompter
from rolecall.signin.schemes.identity_center import CENTER_SESSION
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.signin.identity_center.corp import Corp

pytestmark = pytest.mark.timeout(60)  # a page that nobody answers is waited for


@pytest.mark.parametrize("by_device", [False, True], ids=["browser", "device"])
def test_somebody_signs_in_once(corp: Corp, by_device: bool) -> None:
    if by_device:
        corp.visitor.setenv(SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22")
    prompter = corp.prompter("allow")
    token = corp.sign_in(prompter)
    (question,) = prompter.browser_questions
    assert (question.by_device, question.refusal) == (by_device, None)
    assert question.provider == "Identity Center corp"
    assert corp.cached == token
    assert token.can_refresh(corp.visitor.now)
    assert corp.use() == token
    session = corp.visitor.desk().store.login(
        CENTER_SESSION, BaseIdentity("identity-center:corp", corp.there.start_url), corp.visitor.now
    )
    assert session is not None
    assert session.expiration - corp.visitor.now >= timedelta(hours=8) - timedelta(seconds=1)


def test_the_address_and_the_code_are_what_the_user_needs(corp: Corp) -> None:
    seen: list[BrowserPage] = []

    def look(page: BrowserPage) -> None:
        seen.append(page)
        raise Cancelled

    for _ in range(2):
        with pytest.raises(Cancelled):
            corp.sign_in(corp.prompter(look))
        corp.visitor.setenv(SSH_TTY="/dev/pts/1")
    here, device = seen
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A" in here.address
    assert (here.user_code, here.takes_text, here.by_device) == ("", False, False)
    assert device.user_code in device.address
    assert device.by_device
    assert here.expires == pytest.approx(corp.visitor.now.timestamp() + 600, abs=1)
    assert corp.tokens.read(corp.center) is None


def test_a_token_is_refreshed_when_a_quarter_of_an_hour_is_left(corp: Corp) -> None:
    first = corp.sign_in()
    corp.advance(minutes=44)
    assert corp.use() == first
    corp.advance(minutes=2)
    second = corp.use()
    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    assert second.client_id == first.client_id
    assert corp.cached == second
    assert corp.asked("CreateToken") == 2


def test_an_expired_token_is_refreshed_while_the_session_goes_on(corp: Corp) -> None:
    corp.sign_in()
    corp.advance(hours=5)
    assert corp.use().expiration > corp.visitor.now


def test_an_answer_without_a_refresh_token_keeps_the_old_one(corp: Corp) -> None:
    first = corp.sign_in()
    corp.there.answers_refresh_token = False
    for _ in range(2):
        corp.advance(hours=1)
        assert corp.use().refresh_token == first.refresh_token


def test_what_still_serves_is_used_where_aws_is_not_reached(corp: Corp) -> None:
    first = corp.sign_in()
    corp.aws.faults.add("CreateToken", unavailable())
    corp.advance(minutes=50)
    for _ in range(3):
        assert corp.use() == first
    assert corp.asked("CreateToken") == 2, "it is tried once a minute"
    corp.advance(minutes=10)
    with pytest.raises(Unreachable):
        corp.use()
    assert corp.cached == first, "nothing is lost"
    corp.aws.faults.clear()
    assert corp.use() != first


def test_a_session_that_has_ended_is_said_and_signed_in_to_again(corp: Corp) -> None:
    corp.there.session_lasts = 1_800
    first = corp.sign_in()
    corp.advance(minutes=31)
    prompter = corp.prompter("allow")
    second = corp.sign_in(prompter)
    assert second.access_token != first.access_token
    (question,) = prompter.browser_questions
    assert question.refusal is not None
    assert question.refusal.message == "The Identity Center session of corp has expired."
    end = corp.notes.end_of(corp.center)
    assert end is not None
    assert end - corp.visitor.now < timedelta(minutes=32), "its length has been learned"


def test_who_is_not_asked_learns_that_it_is_over(corp: Corp) -> None:
    corp.sign_in()
    corp.advance(hours=9)
    with pytest.raises(InputNeeded):
        usable_token(corp.services, corp.center, SilentPrompter())
    assert refreshed_silently(corp.services, corp.center) is None
    assert corp.asked("CreateToken") == 2, "an ended session is not asked for twice"
    (login,) = corp.services.store.logins()
    assert login.expiration <= corp.visitor.now


def test_a_background_renewal_refreshes_and_asks_nobody(corp: Corp) -> None:
    assert refreshed_silently(corp.services, corp.center) is None
    first = corp.sign_in()
    assert refreshed_silently(corp.services, corp.center) == first
    corp.advance(minutes=50)
    renewed = refreshed_silently(corp.services, corp.center)
    assert renewed is not None
    assert renewed != first


@pytest.mark.parametrize("known", [True, False])
def test_an_expired_registration_is_made_anew_without_a_word(corp: Corp, known: bool) -> None:
    corp.there.registration_lasts = 3_000
    first = corp.sign_in()
    if not known:
        corp.tokens.keep(corp.center, first._replace(registration_expires=None))
    corp.advance(minutes=61)
    prompter = corp.prompter("allow")
    second = corp.sign_in(prompter)
    assert second.client_id != first.client_id
    assert [question.refusal for question in prompter.browser_questions] == [None]
    end = corp.notes.end_of(corp.center)
    assert end is not None
    assert end - corp.visitor.now < timedelta(hours=7), "the session is the same one"


def test_a_registration_that_is_refused_within_a_sign_in_is_made_anew(corp: Corp) -> None:
    def forgotten(page: BrowserPage) -> None:
        corp.there.registrations.clear()

    corp.visitor.setenv(SSH_TTY="/dev/pts/1")
    prompter = corp.prompter(forgotten, "allow")
    assert corp.sign_in(prompter)
    assert [question.refusal for question in prompter.browser_questions] == [None, None]


def test_the_way_that_worked_is_the_one_the_next_time(corp: Corp) -> None:
    def other(question_device: bool) -> ScriptedPrompter:
        prompter = corp.prompter("allow")
        begin = prompter.browser_login
        prompter.browser_login = lambda question: begin(  # type: ignore[method-assign]
            question._replace(by_device=question_device)
        )
        return prompter

    def forgotten_ways() -> dict[str, str]:
        return dict(load_state(corp.visitor.paths.state_file).sso_ways)

    corp.sign_in(other(True))
    assert forgotten_ways() == {"corp": "device"}
    prompter = corp.prompter("allow")
    usable_token(corp.services, corp.center, prompter, anew=True)
    assert [question.by_device for question in prompter.browser_questions] == [True]
    usable_token(corp.services, corp.center, other(False), anew=True)
    assert forgotten_ways() == {}, "what would be tried anyway need not be remembered"


def test_a_session_begun_by_another_tool_is_used(corp: Corp) -> None:
    token = corp.sign_in()
    corp.tokens.keep(corp.center, token._replace(client_id="", client_secret=Secret("")))
    corp.advance(minutes=50)
    assert corp.use().access_token == token.access_token
    corp.advance(minutes=10)
    prompter = corp.prompter("allow")
    corp.sign_in(prompter)
    assert len(prompter.browser_questions) == 1


def test_a_token_that_another_tool_refreshed_first_is_used(corp: Corp, aws: EmbeddedAws) -> None:
    first = corp.sign_in()
    corp.advance(minutes=50)
    theirs = corp.client.token(
        {"clientId": first.client_id, "clientSecret": first.client_secret.reveal()},
        "refresh_token",
        refreshToken=first.refresh_token.reveal(),
    )
    written = first._replace(
        access_token=Secret(theirs["accessToken"]),
        refresh_token=Secret(theirs["refreshToken"]),
        expiration=first.expiration + timedelta(minutes=50),
    )
    # It has the answer, but has not written it yet: the old refresh token is of no more use.
    late = threading.Timer(0.3, lambda: corp.tokens.keep(corp.center, written))
    late.start()
    assert corp.use() == written
    late.join()
    assert corp.notes.end_of(corp.center) is not None


def test_a_file_that_another_tool_is_writing_is_waited_for(corp: Corp) -> None:
    token = corp.sign_in()
    file = Path(corp.tokens.path_of(corp.center))
    whole = file.read_bytes()
    file.write_bytes(whole[:40])
    late = threading.Timer(0.2, lambda: file.write_bytes(whole))
    late.start()
    assert corp.use() == token
    late.join()
    file.write_bytes(whole[:40])
    assert corp.sign_in() != token, "one that stays torn is replaced by a new sign-in"


def test_of_many_threads_one_refreshes(corp: Corp) -> None:
    corp.sign_in()
    corp.advance(minutes=61)
    found: list[str] = []

    def use() -> None:
        found.append(corp.use().access_token.reveal())

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert corp.asked("CreateToken") == 2


def test_of_many_threads_one_asks(corp: Corp) -> None:
    prompter = corp.prompter("allow")
    found: list[str] = []

    def use() -> None:
        found.append(usable_token(corp.services, corp.center, prompter).access_token.reveal())

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(prompter.browser_questions) == 1


def test_a_new_sign_in_is_asked_for_whatever_is_held(corp: Corp) -> None:
    first = corp.sign_in()
    second = usable_token(corp.services, corp.center, corp.prompter("allow"), anew=True)
    assert second.access_token != first.access_token
    assert corp.cached == second


def test_a_session_that_cannot_be_kept_serves_all_the_same(corp: Corp) -> None:
    folder = Path(corp.visitor.paths.sso_cache)
    file = Path(corp.tokens.path_of(corp.center))
    folder.mkdir(parents=True)
    file.mkdir()
    token = corp.sign_in()
    assert token.access_token
    (line, _) = take_pending()[0]
    assert line.startswith("You are signed in to corp, but only here: ")


def test_a_center_that_is_not_whole_is_never_asked(corp: Corp) -> None:
    with pytest.raises(ConfigError) as error:
        usable_token(
            corp.services,
            corp.center._replace(fault="the Identity Center corp has no region"),
            corp.prompter(),
        )
    assert error.value.message == "The Identity Center corp has no region."


def test_a_poll_that_is_lost_does_not_end_the_sign_in(corp: Corp) -> None:
    corp.visitor.setenv(SSH_TTY="/dev/pts/1")

    def approve(page: BrowserPage) -> None:
        corp.aws.faults.add("CreateToken", reset(), times=2)
        corp.client.answer(page.address)

    assert corp.sign_in(corp.prompter(approve))
