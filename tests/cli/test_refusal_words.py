"""The command line says what the tables of refusals say: the same words, and the request id."""

import pytest

from rolecall.demo.faults import known
from tests.drivers.program import Program
from tests.samples.refusal_texts import REFUSAL_TEXTS, REQUEST_ID

TEXTS = {text.name: text for text in REFUSAL_TEXTS}
ROLES = ["region disabled", "no allow: identity-based policy", "bad session name", "too large"]


@pytest.mark.parametrize("name", ROLES)
def test_export_says_what_the_table_has(program: Program, name: str) -> None:
    program.sign_in("production")
    program.aws.new_request_id = lambda: REQUEST_ID
    program.aws.faults.add("AssumeRole", known(name))
    done = program.run("export", "sandbox", "developer", "--region", TEXTS[name].region)
    assert (done.returncode, done.stdout) == (1, "")
    hint = TEXTS[name].shown_hint
    assert done.stderr == f"{TEXTS[name].message}\nhint: {hint}\n"


def test_a_clock_that_is_off_is_said_before_a_code_is_lost(program: Program) -> None:
    real = program.aws.signing_clock
    program.aws.signing_clock = lambda: real() + 960
    done = program.run("export", "sandbox", "developer", "--mfa-code", program.code())
    assert "This machine's clock is 16 minutes behind: " in done.stderr
    assert "hint: Set the clock" in done.stderr
    program.aws.signing_clock = real
    assert program.run("export", "sandbox", "developer", "--mfa-code", program.code()).stdout


def test_renew_explains_a_denial(program: Program) -> None:
    program.sign_in("staging", "read")
    program.aws.world.role("staging", "read").trusts.clear()
    done = program.run("renew", "staging", "read")
    assert done.returncode == 1
    assert "AWS denied read in staging (333344445555)." in done.stderr
    assert "its trust policy does not name arn:aws:iam::111122223333:user/alice" in done.stderr
