"""Refused SAML sign-ins: one line and a hint, and no needless prompts."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.errors import (
    Cancelled,
    ConfigError,
    LoginRefused,
    Refused,
    RolecallError,
    Unreachable,
)
from rolecall.core.secret import Secret
from rolecall.demo.faults import canned, refuse, reset, throttle, unavailable, wrong_body
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.saml.login_endpoint import LOGIN
from rolecall.demo.sts import saml_refusals
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.idp import IdentityProvider
from rolecall.demo.world.world import World
from rolecall.sessions.store import SessionStore
from tests.drivers.saml_visitor import CALL, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.samples.saml_responses import assertion_for
from tests.servers.idp_server import IdpServer, saml_response

ROLE = "arn:aws:iam::343434345656:role/read"
PROVIDER = "arn:aws:iam::343434345656:saml-provider/demo-idp"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def refused(saml: SamlVisitor, account: str = PORTAL, role: str = "read") -> RolecallError:
    """The error of alice's login: a message and a hint, without her secrets."""
    with pytest.raises(RolecallError) as raised:
        saml.log_in(account, role)
    error = raised.value
    told = "".join(traceback.format_exception(error)) + error.message + error.hint
    assert error.message.endswith(".") and error.hint
    assert "\n" not in error.message + error.hint
    assert saml.aws.idp.password not in told
    for kept in saml.desk().store.logins():
        assert kept.secret.reveal() not in told
    return error


def _other_audience(idp: IdentityProvider) -> None:
    idp.audience = "https://sp.example.com"


def _other_recipient(idp: IdentityProvider) -> None:
    idp.recipient = "https://sp.example.com/acs"


def _no_roles(idp: IdentityProvider) -> None:
    idp.roles = []


def _no_pairs(idp: IdentityProvider) -> None:
    idp.roles = ["admin", "arn:aws:iam::343434345656:role/read"]


def _failed(idp: IdentityProvider) -> None:
    idp.status = "AuthnFailed"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_other_audience, "audience https://sp.example.com"),
        (_other_recipient, "meant for https://sp.example.com/acs"),
        (_no_roles, "lists no role for AWS"),
        (_no_pairs, "only 2 values that are not a pair"),
        (_failed, "refused the login"),
    ],
)
def test_what_aws_would_refuse_is_explained_before_it_is_asked(
    saml: SamlVisitor, spoil: Callable[[IdentityProvider], None], said: str
) -> None:
    spoil(saml.aws.idp)
    assert said in refused(saml).message
    assert (len(saml.logins), saml.calls) == (1, 0)
    assert saml.desk().store.logins() == []


def test_an_assertion_that_was_refused_is_not_taken_for_held(saml: SamlVisitor) -> None:
    _no_roles(saml.aws.idp)
    refused(saml)
    saml.aws.idp.roles = [f"{ROLE},{PROVIDER}"]
    saml.log_in()


def test_an_assertion_of_another_partition_is_explained_without_a_login(
    saml: SamlVisitor,
) -> None:
    """It lists the role, but that partition's AWS would refuse its audience."""
    role, provider = (arn.replace("arn:aws:", "arn:aws-cn:") for arn in (ROLE, PROVIDER))
    saml.aws.idp.roles.append(f"{role},{provider}")
    saml.log_in(PORTAL, "read")
    plan = saml.plan(role)
    assert (plan.target.partition, plan.target.scheme) == ("aws-cn", "saml")
    with pytest.raises(Refused, match=r"not for AWS|not AWS \(partition aws-cn\)"):
        saml.follow(plan, ScriptedPrompter())
    saml.without_prompt(PORTAL, "support")  # the assertion is still valid for the others
    assert (len(saml.logins), saml.calls) == (1, 2)


def _no_provider(saml: SamlVisitor) -> None:
    saml.aws.world.saml_providers.clear()


def _untrusted(saml: SamlVisitor) -> None:
    saml.aws.world.role(PORTAL, "read").trusts.clear()


def _fault(error: AwsError) -> Callable[[SamlVisitor], None]:
    return lambda saml: saml.aws.faults.add(CALL, refuse(error))


@pytest.mark.parametrize(
    ("spoil", "message", "hint"),
    [
        (
            _no_provider,
            "The account 343434345656 has no SAML provider demo-idp.",
            "Add it in IAM with the IdP's metadata, or fix its ARN in the IdP's roles.",
        ),
        (
            _fault(saml_refusals.wrong_issuer()),
            "The SAML provider demo-idp of 343434345656 is for another IdP than this one.",
            "Compare the issuer with the metadata in IAM, and load the IdP's own there.",
        ),
        (
            _fault(saml_refusals.invalid_token("Response signature invalid")),
            "AWS does not accept the assertion's signature.",
            "The IdP's certificate may be new: load its metadata into the SAML provider demo-idp "
            "of 343434345656.",
        ),
        (
            _fault(saml_refusals.bad_session_name()),
            "AWS does not accept the session name in the assertion.",
            "The IdP's administrator has to set RoleSessionName: "
            "2 to 64 letters, digits or +=,.@-_",
        ),
        (
            _fault(saml_refusals.too_late()),
            "AWS says that the assertion has expired.",
            "Log in again. If you just did, the IdP's clock is wrong.",
        ),
        (
            _untrusted,
            "AWS denied read in partner-portal (343434345656) for this assertion.",
            "Either there is no such role, or its trust policy does not name "
            "saml-provider/demo-idp with SAML:aud. See: rolecall trust-policy saml --help",
        ),
        (
            _fault(saml_refusals.sign_in_failed()),
            "AWS says that the identity provider did not sign you in.",
            "Log in again, or ask your IdP's administrator.",
        ),
    ],
)
def test_what_aws_refuses_is_said_in_terms_of_who_can_mend_it(
    saml: SamlVisitor, spoil: Callable[[SamlVisitor], None], message: str, hint: str
) -> None:
    spoil(saml)
    error = refused(saml)
    assert (error.message, error.advice) == (message, hint)
    assert (len(saml.logins), saml.calls) == (1, 1)


def test_aws_out_of_reach_keeps_the_assertion(saml: SamlVisitor) -> None:
    saml.aws.faults.add(CALL, reset())
    with pytest.raises(Unreachable):
        saml.log_in()
    saml.aws.faults.clear()
    saml.aws.faults.add(CALL, unavailable(503))
    with pytest.raises(Unreachable):
        saml.without_prompt()
    saml.aws.faults.clear()
    saml.aws.faults.add(CALL, throttle())
    with pytest.raises(Unreachable):
        saml.without_prompt()
    saml.aws.faults.clear()
    saml.aws.faults.add(CALL, wrong_body(b"<html>Please sign in</html>"))
    with pytest.raises(Unreachable, match="did not come from AWS"):
        saml.without_prompt()
    saml.aws.faults.clear()
    saml.without_prompt()
    assert len(saml.logins) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (HttpResponse(500, b""), Unreachable),
        (HttpResponse(404, b""), Refused),
        (HttpResponse(200, b"<html>login</html>"), Unreachable),
        (HttpResponse(307, b"", headers=(("Location", "http://203.0.113.9/"),)), Refused),
        (HttpResponse(200, b"", reset=True), Unreachable),
        (HttpResponse(200, b'{"saml_response": "aGVsbG8="}', "application/json"), Refused),
    ],
    ids=["trouble", "lost", "portal", "redirect", "reset", "no xml"],
)
def test_an_idp_in_trouble_gets_the_password_once(
    saml: SamlVisitor, reply: HttpResponse, kind: type[RolecallError]
) -> None:
    saml.aws.faults.add(LOGIN, canned(reply))
    error = refused(saml)
    assert isinstance(error, kind) and not isinstance(error, LoginRefused)
    assert (len(saml.logins), saml.calls) == (1, 0)


def test_a_wrong_password_asks_again_with_the_reason(saml: SamlVisitor) -> None:
    wrong = (saml.aws.idp.user, Secret("wrong"))
    other = ("bob", Secret("wrong"))
    signed_in, prompter = saml.sign(logins=[wrong, other, saml.alice])
    first, second, third = prompter.saml_questions
    assert first.refusal is None
    for question, user in ((second, saml.aws.idp.user), (third, "bob")):
        assert isinstance(question.refusal, LoginRefused)
        assert question.refusal.message.startswith("Incorrect endpoint (http://127.0.0.1:")
        assert (question.user_name, question.stored) == (user, False)
    assert saml.logins == [saml.aws.idp.user, "bob", saml.aws.idp.user]
    assert signed_in.notes == ()


@pytest.mark.parametrize("step", range(6))
def test_leaving_at_any_step_asks_nothing_more(saml: SamlVisitor, step: int) -> None:
    prompter = ScriptedPrompter(logins=[saml.alice], leave_at=step)
    with pytest.raises(Cancelled):
        saml.follow(saml.saml_plan(), prompter)
    assert len(saml.logins) == (step > 2)
    assert saml.calls == (step > 4)
    held = SessionStore(saml.paths.sessions_folder).logins()
    assert bool(held) == (step > 3), "who left while the IdP was asked wants nothing of it kept"
    if held:
        saml.without_prompt()  # the login is not lost


def test_a_role_that_could_not_be_kept_is_handed_out_with_a_note(saml: SamlVisitor) -> None:
    folder = Path(saml.paths.cache_folder)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the folder's place")
    signed_in = saml.log_in()
    assert saml.holder(signed_in).endswith("assumed-role/read/alice")
    assert len(signed_in.notes) == 3  # the roles the IdP lists, the login, the role
    assert all(
        "could not remember it" in note or "could not be saved" in note for note in signed_in.notes
    )
    assert saml.aws.idp.password not in "".join(signed_in.notes)


def test_plain_http_is_refused_before_anybody_types(saml: SamlVisitor) -> None:
    saml.setenv(SAML_IDP_ASSERTION_URL="http://idp.example.com/saml", SAML_IDP_NAME="demo-idp")
    with pytest.raises(ConfigError, match="in plain text: refused") as raised:
        saml.without_prompt()
    assert "allow_http = true" in raised.value.hint
    assert "ROLECALL_ALLOW_HTTP_IDP=1" in raised.value.hint


def test_the_classics_warning_comes_before_the_question(saml: SamlVisitor) -> None:
    _, prompter = saml.sign(logins=[saml.alice])
    (notice,) = prompter.notices
    assert notice.startswith("[WARNING] - Using non-https url (http://127.0.0.1:")
    assert prompter.saml_questions[0].warning == notice


@pytest.mark.parametrize("template", ["", "{", '{"user": "$saml_user"}', "[]"])
def test_a_template_that_cannot_work_is_told_before_anybody_types(
    saml: SamlVisitor, template: str
) -> None:
    saml.write(
        saml.paths.config_file,
        [
            f"[accounts.{PORTAL}]",
            'id = "343434345656"',
            'idp = "x"',
            "[identity-providers.x]",
            f'url = "{saml.aws.idp_url}"',
            f"body = '{template}'",
        ],
    )
    with pytest.raises(ConfigError, match="identity provider"):
        saml.without_prompt()
    assert saml.logins == []


def test_another_idps_assertion_for_the_same_role_is_aws_to_judge(saml: SamlVisitor) -> None:
    """The provider's name is preferred, but if the IdP lists another one, that is sent."""
    other = f"{PROVIDER}-2"
    encoded = assertion_for([(ROLE, other)], saml.now)
    with IdpServer(lambda login: saml_response(encoded)) as idp:
        saml.setenv(
            SAML_IDP_ASSERTION_URL=idp.url,
            SAML_IDP_NAME="demo-idp",
            SAML_IDP_REQUEST_BODY_TEMPLATE='{"p": "$saml_password"}',
        )
        error = refused(saml)
    assert error.message == "The account 343434345656 has no SAML provider demo-idp-2."
    assert saml.last(CALL).parameters["PrincipalArn"] == other


def test_of_two_providers_the_one_of_the_idps_name_is_sent(saml: SamlVisitor) -> None:
    other = PROVIDER.replace("demo-idp", "a-former-one")
    encoded = assertion_for([(ROLE, other), (ROLE, PROVIDER)], saml.now)
    with IdpServer(lambda login: saml_response(encoded)) as idp:
        saml.setenv(
            SAML_IDP_ASSERTION_URL=idp.url,
            SAML_IDP_NAME="demo-idp",
            SAML_IDP_REQUEST_BODY_TEMPLATE='{"p": "$saml_password"}',
        )
        refused(saml)  # the issuer differs
    assert saml.last(CALL).parameters["PrincipalArn"] == PROVIDER
    assert saml.calls == 1
