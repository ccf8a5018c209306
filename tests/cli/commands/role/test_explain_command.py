"""`rolecall explain`: the way to a role is told, and nothing is asked."""

import json
from pathlib import Path

import pytest

from rolecall.core.state.state import update_state
from rolecall.demo.world.bastion import alice
from tests.drivers.loops import WHY, make_loop
from tests.drivers.program import Program

OTHER = "998877665544"


def _told(program: Program, *words: str) -> dict[str, str]:
    done = program.run("explain", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert not program.aws.calls, "AWS is not asked"
    rows = [line.strip().split("  ", 1) for line in done.stdout.splitlines()[1:]]
    return {name: text.strip() for name, text in rows}


def test_it_tells_the_steps_the_question_and_the_duration(program: Program) -> None:
    told = _told(program, "sandbox", "developer")
    assert told["role"] == "arn:aws:iam::444455556666:role/developer"
    assert told["by"] == "profile default: the access key of an IAM user"
    assert told["1"].startswith("sts:GetSessionToken with the credentials of profile default")
    assert told["2"] == "sts:AssumeRole with the MFA session"
    assert told["asks"] == "an MFA code"
    assert told["lasts"] == "1 h: the usual duration"


def test_twelve_hours_are_told_to_take_a_code_for_this_role_alone(program: Program) -> None:
    told = _told(program, "sandbox", "admin", "--duration", "12h")
    assert "for this role alone" in told["1"]
    assert "2" not in told
    assert told["lasts"] == "12 h: as --duration says"


def test_a_held_session_asks_nothing(program: Program) -> None:
    program.sign_in("sandbox", "admin")
    program.aws.calls.clear()
    told = _told(program, "sandbox", "admin")
    assert told["asks"] == "nothing"
    assert told["lasts"].endswith(": you hold it now")
    assert _told(program, "sandbox", "developer")["asks"] == "nothing", "the MFA session serves"


def test_as_json(program: Program) -> None:
    done = program.run("explain", "audit", "auditor", "--json")
    told = json.loads(done.stdout)
    assert (told["arn"], told["possible"]) == ("arn:aws:iam::888899990000:role/auditor", True)
    assert [step["action"] for step in told["steps"]] == ["sts:GetSessionToken", "sts:AssumeRole"]
    assert (told["asks"], told["duration"], told["held"]) == (
        ["a code of alice-phone"],
        3600,
        False,
    )
    assert told["base_credentials"] == "long_term"


def test_what_cannot_be_assumed_yet_is_told_with_the_reason(program: Program) -> None:
    make_loop(program.paths)
    told = _told(program, "log-archive", "archivist")
    assert told["can't"] == f"{WHY}."
    assert "asks" not in told
    done = program.run("explain", "log-archive", "archivist", "--json")
    as_json = json.loads(done.stdout)
    assert (as_json["possible"], as_json["duration"], as_json["steps"]) == (False, None, [])


def test_a_chain_is_told_role_by_role(program: Program) -> None:
    told = _told(program, "log-archive", "archivist")
    hop, end = "audit · auditor", "log-archive · archivist"
    assert told["2"] == f"sts:AssumeRole of {hop} with the MFA session"
    assert told["3"] == f"sts:AssumeRole of {end} with the session of {hop}"
    assert (told["asks"], told["lasts"]) == ("a code of alice-phone", "1 h: the usual duration")
    as_json = json.loads(program.run("explain", "log-archive", "archivist", "--json").stdout)
    assert as_json["via"] == ["arn:aws:iam::888899990000:role/auditor"]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_no_alias_steers_the_terminal(program: Program, more: tuple[str, ...]) -> None:
    Path(program.paths.accounts_file).write_text(json.dumps({"a\x1b[2J\x9b\u202e": OTHER}))
    done = program.run("explain", OTHER, *more)
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout) & set("\x1b\x9b\u202e")


def test_an_unknown_account_is_refused_as_elsewhere(program: Program) -> None:
    done = program.run("explain", "sandvox")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "sandbox"?' in done.stderr


YUBIKEY = "arn:aws:iam::111122223333:u2f/user/alice/yubikey"


def test_a_passkey_named_for_the_code_is_told_to_be_none(program: Program) -> None:
    told = _told(program, "sandbox", "admin", "--mfa-device", YUBIKEY)
    assert told["can't"] == "yubikey is a passkey: it gives no code for API calls."
    assert "asks" not in told and "lasts" not in told
    done = program.run("explain", "sandbox", "admin", "--mfa-device", YUBIKEY, "--json")
    as_json = json.loads(done.stdout)
    assert (as_json["possible"], as_json["why_not"]) == (False, told["can't"].removesuffix("."))


def test_a_passkey_in_the_files_is_told_to_give_way_to_another_device(program: Program) -> None:
    config = Path(program.paths.aws_config)
    text = config.read_text()
    config.write_text(text.replace("[default]\n", f"[default]\nmfa_serial = {YUBIKEY}\n"))
    told = _told(program, "sandbox", "admin")
    assert told["asks"] == "a code of another MFA device"
    assert told["note"] == "yubikey is a passkey: it gives no code for API calls."


def test_a_user_known_to_have_no_device_is_told_to_be_asked_for_nothing(program: Program) -> None:
    alice(program.aws.world).devices.clear()
    program.aws.world.role("staging", "read").needs_mfa = False
    assert program.run("export", "staging", "read").returncode == 0
    program.aws.calls.clear()
    told = _told(program, "staging", "admin", "--duration", "4h")
    assert told["asks"] == "nothing"
    assert told["1"].endswith("no MFA code: there is no MFA device to show one")
    assert told["lasts"] == "4 h: as --duration says"
    program.aws.world.role("staging", "admin").needs_mfa = False
    keys = program.run("credential-process", "staging", "admin")
    assert keys.returncode == 0, "nor is there a terminal to ask on"


def test_a_role_that_is_known_to_allow_less_is_told_so(program: Program) -> None:
    arn = program.aws.world.role("sandbox", "admin").arn
    update_state(program.paths.state_file, lambda state: state._replace(longest={arn: "7200"}))
    program.env["AWS_ROLE_SESSION_TIMEOUT"] = "12h"
    assert _told(program, "sandbox", "admin")["lasts"] == "2 h: the role allowed no more"
    assert _told(program, "sandbox", "admin", "--duration", "4h")["lasts"].startswith("4 h: as --")


def test_a_ticket_that_will_be_asked_for_is_told(program: Program) -> None:
    _settings(program, "[accounts.staging]", 'session_name = "{user}-{ticket}"')
    assert _told(program, "staging", "read")["asks"] == "a ticket, then an MFA code"
    program.sign_in("sandbox", "admin")
    program.aws.calls.clear()
    assert _told(program, "staging", "read")["asks"] == "a ticket"
    assert _told(program, "staging", "read", "--ticket", "OPS-1")["asks"] == "nothing"


def test_a_chain_that_gives_less_than_the_settings_say_tells_why(program: Program) -> None:
    _settings(program, "[accounts.sandbox.role.admin]", 'via = "staging admin"', 'duration = "4h"')
    lasts = "1 h: AWS allows no more with the session of another role"
    assert _told(program, "sandbox", "admin")["lasts"] == lasts


def test_a_base_profile_that_is_not_there_leads_nowhere(program: Program) -> None:
    told = _told(program, "sandbox", "admin", "--base-profile", "nosuch")
    assert told["by"] == "profile nosuch"
    assert told["can't"] == "there is no profile nosuch in the AWS config or credentials file."
    assert "asks" not in told
    assert program.run("export", "sandbox", "admin", "--base-profile", "nosuch").returncode == 2


def _settings(program: Program, *lines: str) -> None:
    file = Path(program.paths.config_file)
    table, *values = lines
    text = file.read_text()
    if f"{table}\n" not in text:
        text += f"\n{table}\n"
    file.write_text(text.replace(f"{table}\n", "\n".join([table, *values, ""])))
