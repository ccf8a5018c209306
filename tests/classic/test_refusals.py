"""Failures: empty stdout, status 1, one line and a hint; a password is sent once, to one host."""

import base64
import socket

import pytest

from tests.classic.stage import DEV, SAML_PASSWORD, SAML_USER, Classic
from tests.servers.idp_server import IdpServer
from tests.servers.idp_server import Reply as IdpReply

GATHERING, AUTHENTICATING = "Gathering SAML credentials...", "Authenticating with SAML provider..."


def refusal(classic: Classic, *words: str) -> tuple[str, str]:
    """The message and the hint of a run, after checking that it fails as every failure must."""
    done = classic.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert SAML_PASSWORD not in done.stderr
    lines = [
        line
        for line in done.stderr.splitlines()
        if line not in (GATHERING, AUTHENTICATING) and not line.startswith("[WARNING] - ")
    ]
    message, hint = lines
    assert hint.startswith("hint: ")
    return message, hint


@pytest.fixture
def saml(classic: Classic) -> Classic:
    classic.saml()
    return classic


def test_a_refused_role(classic: Classic) -> None:
    classic.world.role("dev", "sudo").trusts.clear()
    message, _ = refusal(classic, "dev", "sudo", classic.code)
    assert message == f"AWS denied sudo in dev ({DEV})."


def test_a_wrong_code(classic: Classic) -> None:
    wrong = "000000" if classic.code != "000000" else "111111"
    message, _ = refusal(classic, "dev", "sudo", wrong)
    assert message.startswith("AWS refused that code")


def test_no_code_and_no_terminal(classic: Classic) -> None:
    message, _ = refusal(classic, "dev", "sudo")
    assert message == "An MFA code is needed, but there is no terminal to ask on."


def test_a_role_refused_to_the_assertion(saml: Classic) -> None:
    saml.world.role("dev", "sudo").trusts.clear()
    message, hint = refusal(saml, "dev", "sudo")
    assert message == f"AWS denied sudo in dev ({DEV}) for this assertion."
    assert "trust policy" in hint


def test_a_role_that_the_assertion_does_not_list(saml: Classic) -> None:
    saml.idp.roles = [pair for pair in saml.idp.roles if "sudo" not in pair]
    message, _ = refusal(saml, "dev", "sudo")
    assert "sudo" in message
    assert saml.aws.times_called("AssumeRoleWithSAML") == 0


def test_a_wrong_password_is_sent_once(saml: Classic) -> None:
    saml.write_login(SAML_USER, "wrong")
    message, _ = refusal(saml, "dev", "look_around")
    assert message == f"Incorrect endpoint ({saml.aws.idp_url}), username or password."
    assert len(saml.aws.logins) == 1


def test_no_login_and_no_terminal(saml: Classic) -> None:
    saml.env["SAML_FILE"] = "/dev/null"
    message, hint = refusal(saml, "dev", "look_around")
    assert message == "A login at saml-test-idp is needed, but there is no terminal to ask on."
    assert "~/.saml/credentials" in hint


def test_an_unreachable_idp(saml: Classic) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    saml.env["SAML_IDP_ASSERTION_URL"] = f"http://127.0.0.1:{port}/saml"
    message, _ = refusal(saml, "dev", "look_around")
    assert f"127.0.0.1:{port}" in message


@pytest.mark.parametrize(
    "assertion",
    ["aGVsbG8=", "no base64 at all!", base64.b64encode(b"<Response/>").decode()],
    ids=["hello", "no base64", "no assertion"],
)
def test_a_broken_assertion(saml: Classic, assertion: str) -> None:
    saml.idp.assertion = assertion
    refusal(saml, "dev", "look_around")
    assert saml.aws.times_called("AssumeRoleWithSAML") == 0


def test_an_assertion_that_is_over(saml: Classic) -> None:
    """AWS refuses it by its own clock."""
    saml.idp.lifetime = -60
    message, hint = refusal(saml, "dev", "look_around")
    assert "the assertion has expired" in message and "clock" in hint
    assert saml.aws.times_called("AssumeRoleWithSAML") == 1


def test_a_page_instead_of_json(saml: Classic) -> None:
    page = IdpReply(200, b"<html>Log in to the wireless network</html>", "text/html")
    with IdpServer(lambda login: page) as idp:
        saml.env["SAML_IDP_ASSERTION_URL"] = idp.url
        message, _ = refusal(saml, "dev", "look_around")
    assert "not a SAML answer" in message
    assert "wireless" not in message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_http_gets_no_password(saml: Classic, status: int) -> None:
    with IdpServer(lambda login: IdpReply(200, b"{}")) as elsewhere:
        there = elsewhere.url.replace("127.0.0.1", "localhost")
        away = IdpReply(status, b"", headers=(("Location", there),))
        with IdpServer(lambda login: away) as idp:
            saml.env["SAML_IDP_ASSERTION_URL"] = idp.url
            refusal(saml, "dev", "look_around")
            assert len(idp.logins) == 1
        assert not elsewhere.logins


def test_plain_http_beyond_this_machine_is_refused_with_both_ways_out(saml: Classic) -> None:
    saml.env["SAML_IDP_ASSERTION_URL"] = "http://idp.example.com/saml"
    done = saml.run("dev", "look_around")
    assert (done.returncode, done.stdout) == (1, "")
    assert "allow_http = true" in done.stderr
    assert "ROLECALL_ALLOW_HTTP_IDP=1" in done.stderr


def test_a_scheme_that_does_not_exist(classic: Classic) -> None:
    classic.env["AWS_ASSUME_ROLE_AUTH_SCHEME"] = "kerberos"
    message, _ = refusal(classic, "dev", "look_around")
    assert message.startswith("AWS_ASSUME_ROLE_AUTH_SCHEME ")


@pytest.mark.parametrize(
    "password",
    [
        'a&b"c\\d',
        "$saml_user",
        "${HOME}`id`$(id)",
        "100% 'sure' %s",
        "pässwörd 密码 🔑",
        " blanks ",
    ],
)
def test_passwords_reach_the_idp_as_they_are(saml: Classic, password: str) -> None:
    saml.idp.password = password
    saml.write_login(SAML_USER, password)
    done = saml.run("dev", "look_around")
    assert done.returncode == 0, done.stderr
