"""From a login to a role, and to further roles without another login."""

import json
import subprocess
import sys

import pytest

from rolecall.core.errors import Cancelled, Refused
from rolecall.core.secret import Secret
from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import AwsError, expired_token
from rolecall.demo.sts import saml_refusals
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.plan import Options
from tests.drivers.saml_visitor import CALL, LAB, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.processes.loaded_modules import HEAVY, LOADED


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_a_login_gives_the_role(saml: SamlVisitor) -> None:
    signed_in, prompter = saml.sign(PORTAL, "support", logins=[saml.alice])
    assert saml.holder(signed_in) == "arn:aws:sts::343434345656:assumed-role/support/alice"
    assert (signed_in.new, signed_in.asked_code, signed_in.login) == (True, False, None)
    assert signed_in.session.account_name == PORTAL
    assert signed_in.session.base_profile == "saml:demo-idp"
    assert signed_in.provider_arn == "arn:aws:iam::343434345656:saml-provider/demo-idp"
    assert saml.actions == [CALL]
    (question,) = prompter.saml_questions
    assert question.origin == saml.aws.endpoint
    assert (question.user_name, question.refusal, question.stored) == ("", None, False)


def test_the_login_goes_to_the_idp_as_the_template_says(saml: SamlVisitor) -> None:
    saml.aws.idp.password = 'a&b"c\\d $saml_user ü\n'
    saml.log_in()
    (login,) = saml.aws.logins
    assert json.loads(login.body) == {
        "service": "aws",
        "email": "alice@example.com",
        "password": 'a&b"c\\d $saml_user ü\n',
    }


def test_one_login_serves_every_role_of_the_assertion(saml: SamlVisitor) -> None:
    """Each role is taken with a desk of its own, as by another shell."""
    saml.log_in(PORTAL, "read")
    for account, role in ((PORTAL, "support"), (LAB, "read"), (LAB, "researcher")):
        signed_in = saml.without_prompt(account, role)
        assert saml.holder(signed_in).endswith(f"assumed-role/{role}/alice")
    assert len(saml.logins) == 1
    assert saml.calls == 4


def test_a_held_role_needs_neither_a_login_nor_aws(saml: SamlVisitor) -> None:
    signed_in = saml.log_in()
    saml.clock.advance(3000)  # the assertion has long expired
    again = saml.without_prompt()
    assert (again.new, again.session.credentials) == (False, signed_in.session.credentials)
    assert saml.calls == 1


def test_after_the_assertions_end_a_login_is_asked_again(saml: SamlVisitor) -> None:
    saml.log_in(PORTAL, "read")
    saml.clock.advance(294)
    saml.without_prompt(PORTAL, "support")
    saml.clock.advance(2)  # less than 5 s are left: too little for a call
    saml.log_in(LAB, "read")
    assert len(saml.logins) == 2
    assert saml.calls == 3


def test_an_assertion_is_held_for_five_minutes_at_most(saml: SamlVisitor) -> None:
    """AWS accepts it for no longer, whatever its own times say."""
    saml.aws.idp.lifetime = 8 * 3600
    saml.log_in()
    (held,) = saml.desk().store.logins()
    assert (held.expiration - saml.now).total_seconds() == pytest.approx(300, abs=1)


@pytest.mark.parametrize(
    "error",
    [
        saml_refusals.too_late(),
        expired_token(),
        saml_refusals.unreadable(),
        saml_refusals.sign_in_failed(),
    ],
    ids=lambda error: error.code,
)
def test_a_held_assertion_that_aws_refuses_costs_one_login(
    saml: SamlVisitor, error: AwsError
) -> None:
    saml.log_in(PORTAL, "read")
    saml.aws.faults.add(CALL, refuse(error), times=1)
    signed_in, prompter = saml.sign(PORTAL, "support", logins=[saml.alice])
    assert saml.holder(signed_in).endswith("assumed-role/support/alice")
    assert len(prompter.saml_questions) == 1
    assert (len(saml.logins), saml.calls) == (2, 3)
    saml.without_prompt(LAB, "read")  # by the new assertion


@pytest.mark.parametrize(
    "error", [saml_refusals.too_late(), saml_refusals.wrong_issuer()], ids=lambda e: e.code
)
def test_an_assertion_refused_again_and_again_asks_no_second_login(
    saml: SamlVisitor, error: AwsError
) -> None:
    saml.log_in(PORTAL, "read")
    saml.aws.faults.add(CALL, refuse(error))
    with pytest.raises(Refused):
        saml.sign(PORTAL, "support", logins=[saml.alice])
    assert (len(saml.logins), saml.calls) == (2, 3)


def test_a_held_assertion_that_aws_refused_is_not_sent_again(saml: SamlVisitor) -> None:
    """Also if the login that would replace it is cancelled."""
    saml.log_in(PORTAL, "read")
    saml.aws.faults.add(CALL, refuse(saml_refusals.too_late()), times=1)
    leaving = ScriptedPrompter(logins=[saml.alice], leave_at=2)
    with pytest.raises(Cancelled):
        saml.follow(saml.plan(PORTAL, "support"), leaving)
    assert saml.calls == 2
    saml.log_in(PORTAL, "support")
    assert (len(saml.logins), saml.calls) == (2, 3)


def test_a_refused_role_keeps_the_assertion_and_asks_nothing(saml: SamlVisitor) -> None:
    saml.log_in(PORTAL, "read")
    saml.aws.world.role(LAB, "researcher").trusts.clear()
    with pytest.raises(Refused) as raised:
        saml.without_prompt(LAB, "researcher")
    assert raised.value.code == "AccessDenied"
    saml.without_prompt(PORTAL, "support")
    assert len(saml.logins) == 1


def test_a_role_refused_right_after_the_login_costs_no_second_one(saml: SamlVisitor) -> None:
    saml.aws.world.role(PORTAL, "read").trusts.clear()
    with pytest.raises(Refused):
        saml.log_in(PORTAL, "read")
    saml.without_prompt(PORTAL, "support")
    assert len(saml.logins) == 1


def test_a_role_the_assertion_does_not_list_is_explained_without_aws(saml: SamlVisitor) -> None:
    with pytest.raises(Refused) as raised:
        saml.log_in(PORTAL, "admin")
    assert raised.value.message == (
        "The identity provider's assertion does not list arn:aws:iam::343434345656:role/admin."
    )
    assert raised.value.hint == "In that account it lists: read, support."
    with pytest.raises(Refused):  # and no login is asked for, which would not help
        saml.without_prompt(PORTAL, "admin")
    saml.without_prompt(PORTAL, "read")
    assert (len(saml.logins), saml.calls) == (1, 1)


def test_a_held_assertion_that_no_longer_reads_is_as_none(saml: SamlVisitor) -> None:
    saml.log_in(PORTAL, "read")
    store = saml.desk().store
    (held,) = store.logins()
    store.keep_login(held._replace(secret=Secret("PHNhbWxwOlJlc3BvbnNlLz4=")))
    saml.log_in(PORTAL, "support")
    assert (len(saml.logins), saml.calls) == (2, 2)


def test_a_session_of_twelve_hours_is_no_chain(saml: SamlVisitor) -> None:
    saml.setenv(AWS_ROLE_SESSION_TIMEOUT="43200")
    signed_in = saml.log_in(LAB, "researcher")
    assert saml.last(CALL).parameters["DurationSeconds"] == "43200"
    lasts = signed_in.session.credentials.expiration - saml.now
    assert lasts.total_seconds() == pytest.approx(43_200, abs=1)
    assert signed_in.notes == ()


def test_longer_than_the_roles_maximum_is_explained(saml: SamlVisitor) -> None:
    plan = saml.plan(PORTAL, "support", Options(duration="5h"))
    with pytest.raises(Refused) as raised:
        saml.follow(plan, ScriptedPrompter(logins=[saml.alice]))
    assert raised.value.message == (
        "AWS allows support in partner-portal (343434345656) for less than 5 h only."
    )
    assert "--duration" in raised.value.hint
    longest = saml.plan(PORTAL, "support", Options(duration="4h"))
    saml.follow(longest, ScriptedPrompter())
    assert len(saml.logins) == 1


def test_neither_stale_keys_nor_a_missing_profile_disturb(saml: SamlVisitor) -> None:
    saml.setenv(
        AWS_ACCESS_KEY_ID="ASIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY="stale",
        AWS_SESSION_TOKEN="stale",
        AWS_SECURITY_TOKEN="stale",
        AWS_PROFILE="a-profile-that-is-gone",
        AWS_DEFAULT_PROFILE="another",
    )
    saml.log_in()
    asked = saml.last(CALL)
    assert (asked.access_key_id, asked.region) == ("", "")  # it is not signed


def test_the_base_profile_is_not_needed(saml: SamlVisitor) -> None:
    saml.write(saml.paths.aws_credentials, [])
    saml.setenv(AWS_PROFILE_ASSUME_ROLE="nobody")
    saml.log_in()


@pytest.mark.parametrize(
    "words", [["export", PORTAL, "read", "--shell", "bash"], ["list"], ["sessions"]]
)
def test_what_is_held_by_saml_needs_no_http_no_xml_and_no_boto3(
    saml: SamlVisitor, words: list[str]
) -> None:
    saml.store_login()
    saml.without_prompt(PORTAL, "read")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=saml.env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    assert (status, bool(done.stdout)) == ("0", True)
    assert modules and HEAVY.isdisjoint(modules)
    assert not {"urllib3", "defusedxml", "http.client", "ssl", "xml", "keyring"} & set(modules)
    assert (len(saml.logins), saml.calls) == (1, 1)
