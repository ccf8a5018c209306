"""The classic's questions on the terminal when an argument is missing."""

import pytest

from tests.classic.stage import DEV, SAML_PASSWORD, SAML_USER, Classic
from tests.drivers.program import Program, Talk, exported

ACCOUNT, ROLE = "Assume Into Account [default]: ", "Assume Into Role [read]: "
TOKEN, REGION = "MFA Token: ", "Assume Into Region [us-east-1]: "


def talk(classic: Classic, words: list[str], answers: list[tuple[str, str]]) -> Talk:
    program = Program(classic.stage._replace(env={**classic.env, "ROLECALL_DEMO": ""}), classic.aws)
    return program.talk(words, answers, command=["assume-role"])


def test_role_code_and_region_are_asked_for(classic: Classic) -> None:
    classic.env["AWS_CONFIG_FILE"] = "/dev/null"
    code = classic.code
    answers = [(ROLE, "sudo\n"), (REGION, "\n"), (TOKEN, f"{code}\n")]
    said = talk(classic, ["dev"], answers)
    assert said.status == 0, said.shown
    found = exported(said.stdout)
    assert (found["AWS_ACCOUNT_ROLE"], found["AWS_REGION"]) == ("sudo", "us-east-1")
    assert code not in said.shown  # the classic hid it, too


def test_enter_takes_what_is_offered(classic: Classic) -> None:
    said = talk(classic, ["", "sudo"], [(ACCOUNT, "\n"), (TOKEN, f"{classic.code}\n")])
    assert said.status == 0, said.shown
    found = exported(said.stdout)
    assert (found["AWS_ACCOUNT_ID"], found["AWS_ACCOUNT_NAME"]) == (DEV, "default")
    said = talk(classic, ["dev"], [(ROLE, "\n")])
    assert exported(said.stdout)["AWS_ACCOUNT_ROLE"] == "read"


def test_a_bad_account_is_refused_before_anything_else_is_asked(classic: Classic) -> None:
    said = talk(classic, ["", "sudo"], [(ACCOUNT, "bad\n")])
    assert (said.status, said.stdout) == (1, "")
    assert "incorrectly formatted AWS account id" in said.shown


def test_nothing_is_asked_that_was_said(classic: Classic) -> None:
    said = talk(classic, ["dev", "sudo", classic.code, "eu-west-1"], [])
    assert said.status == 0, said.shown


def test_a_login_is_asked_for_and_its_password_not_shown(classic: Classic) -> None:
    classic.saml()
    classic.env["SAML_FILE"] = "/dev/null"
    answers = [("Username: ", f"{SAML_USER}\n"), ("Password: ", f"{SAML_PASSWORD}\n")]
    said = talk(classic, ["dev", "sudo"], answers)
    assert said.status == 0, said.shown
    assert exported(said.stdout)["AWS_ACCOUNT_ROLE"] == "sudo"
    assert SAML_PASSWORD not in said.shown
    assert SAML_USER in said.shown


def test_a_wrong_login_may_be_typed_again(classic: Classic) -> None:
    classic.saml()
    classic.env["SAML_FILE"] = "/dev/null"
    answers = [
        ("Username: ", f"{SAML_USER}\n"),
        ("Password: ", "wrong\n"),
        ("Incorrect endpoint", ""),
        (f"Username [{SAML_USER}]: ", "\n"),
        ("Password: ", f"{SAML_PASSWORD}\n"),
    ]
    said = talk(classic, ["dev", "sudo"], answers)
    assert said.status == 0, said.shown
    assert len(classic.aws.logins) == 2


def test_the_echo_comes_back_when_the_password_is_left(classic: Classic) -> None:
    classic.saml()
    classic.env["SAML_FILE"] = "/dev/null"
    left = ["-c", 'assume-role dev sudo; echo "status $?"; stty -a']
    program = Program(classic.stage._replace(env={**classic.env, "ROLECALL_DEMO": ""}), classic.aws)
    answers = [("Username: ", f"{SAML_USER}\n"), ("Password: ", "\x04")]
    said = program.talk(left, answers, command=["sh"])
    assert "status 1" in said.stdout
    assert " echo " in said.stdout.replace(";", " ")


@pytest.mark.parametrize("word", ["--no-input"])
def test_no_input_asks_nothing(classic: Classic, word: str) -> None:
    said = talk(classic, ["dev", "sudo", word], [])
    assert (said.status, said.stdout) == (1, "")
