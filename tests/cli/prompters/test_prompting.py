"""Prompts on a real terminal while stdout is captured."""

import re
import time
from pathlib import Path

import pytest

from rolecall.demo.world.bastion import alice
from rolecall.demo.world.totp import TotpDevice
from tests.drivers.program import Program, exported

DEVICE = "Device [1]: "
YUBIKEY = "arn:aws:iam::111122223333:u2f/user/alice/yubikey"
CODE = "MFA code of alice-phone: "


def test_asks_the_device_and_the_code_on_the_terminal(program: Program) -> None:
    talk = program.talk(
        ["export", "production"],
        [(DEVICE, "2\n"), ("MFA code of alice-backup: ", f"{program.code(1)}\n")],
    )
    assert talk.status == 0
    assert exported(talk.stdout)["AWS_ACCOUNT_NAME"] == "production"
    assert "alice-phone" in talk.shown and "MFA code" not in talk.stdout


def test_a_refused_code_is_asked_again_with_the_reason(program: Program) -> None:
    code = program.code()
    wrong = "000000" if code != "000000" else "111111"
    talk = program.talk(
        ["export", "production"],
        [
            (DEVICE, "\n"),
            (CODE, "12345\n"),
            ("An MFA code has 6 digits", ""),
            (CODE, f"{wrong}\n"),
            ("AWS refused that code", ""),
            (CODE, f" {code[:3]} {code[3:]}\n"),
        ],
    )
    assert talk.status == 0, talk.shown
    assert talk.shown.count(DEVICE) == 1
    assert program.aws.times_called("GetSessionToken") == 2


def test_a_passkey_is_listed_with_the_reason_and_cannot_be_chosen(program: Program) -> None:
    alice(program.aws.world).devices.insert(0, TotpDevice(YUBIKEY))
    talk = program.talk(
        ["export", "production"],
        [
            ("  -  yubikey  (FIDO: gives no code for API calls)", ""),
            (DEVICE, "yubikey\n"),
            ("Type a number from 1 to 2.", ""),
            (DEVICE, "1\n"),
            (CODE, f"{program.code(1)}\n"),
        ],
    )
    assert talk.status == 0, talk.shown
    refused = program.run("export", "staging", "admin", "--mfa-device", "yubikey")
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "yubikey is a passkey: it gives no code for API calls.",
        "hint: Use --mfa-device alice-phone or alice-backup.",
    ]


def test_three_refusals_are_enough(program: Program) -> None:
    answers = [(DEVICE, "\n"), *[(CODE, f"{number}\n") for number in ("1", "22", "333")]]
    talk = program.talk(["export", "production"], answers)
    assert (talk.status, talk.stdout) == (1, "")
    assert program.aws.times_called("GetSessionToken") == 0


@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x04", 1)], ids=["ctrl+c", "ctrl+d"])
def test_leaving_the_classics_question_is_a_failure_like_others(
    program: Program, key: str, status: int
) -> None:
    """Except for ctrl+c, which every shell knows as 130."""
    talk = program.talk(["assume-role", "production", "read"], [("MFA Token: ", key)])
    assert (talk.status, talk.stdout) == (status, "")
    assert "Cancelled.\r\n" in talk.shown


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_leaving_at_the_question_is_status_130(program: Program, key: str) -> None:
    talk = program.talk(["export", "production"], [(DEVICE, key)])
    assert (talk.status, talk.stdout) == (130, "")
    assert talk.shown.endswith("Cancelled.\r\n")


def test_leaves_stdin_to_whom_it_belongs(program: Program) -> None:
    talk = program.talk(
        ["export", "production"],
        [(DEVICE, "\n"), (CODE, f"{program.code()}\n")],
        stdin="2\n000000\n",
    )
    assert talk.status == 0, talk.shown


def test_asks_for_a_region_where_none_is_known(program: Program) -> None:
    program.sign_in("production")
    program.env["AWS_CONFIG_FILE"] = "/dev/null"
    asked = "AWS region [us-east-1]: "
    answers = ["nowhere", "eu-wset-3", "eu-west-3"]
    talk = program.talk(["export", "production"], [(asked, f"{each}\n") for each in answers])
    assert exported(talk.stdout)["AWS_REGION"] == "eu-west-3"
    assert "Did you mean eu-west-3? To use it all the same, type it again." in talk.shown
    talk = program.talk(["export", "production"], [(asked, "eu-west-9\n")] * 2)
    assert exported(talk.stdout)["AWS_REGION"] == "eu-west-9"
    asked = "Assume Into Region [us-east-1]: "
    talk = program.talk(["assume-role", "production", "read"], [(asked, "\n")])
    assert exported(talk.stdout)["AWS_REGION"] == "us-east-1"


def test_the_demo_shows_its_devices_code(program: Program) -> None:
    talk = program.talk(
        ["export", "production"],
        [(DEVICE, "\n"), (CODE, f"{program.code()}\n")],
        env=program.demo_env,
    )
    assert talk.status == 0
    shown = re.search(r"demo device: ([0-9]{3}) ([0-9]{3})\r\n", talk.shown)
    assert shown and "".join(shown.groups()) in (program.code(), program.code(windows=1))


def test_progress_leaves_no_trace_on_the_terminal(program: Program) -> None:
    program.sign_in("production")
    talk = program.talk(["export", "staging"], [])
    assert "asking AWS" in talk.shown
    assert talk.shown.endswith("\r\x1b[K")


def test_a_dumb_terminal_gets_no_progress(program: Program) -> None:
    program.sign_in("production")
    talk = program.talk(["export", "staging"], [], env={"TERM": "dumb"})
    assert talk.shown == ""


def test_the_picker_needs_a_terminal_that_can_draw(program: Program) -> None:
    done = program.run()
    assert (done.returncode, done.stdout) == (3, "")
    assert "no terminal" in done.stderr
    for words in ([], ["assume-role"]):
        talk = program.talk(words, [], env={"TERM": "dumb"})
        assert talk.status == (1 if words else 3)
        assert talk.stdout == "" and "TERM=dumb" in talk.shown


def test_no_input_and_the_picker_exclude_each_other(program: Program) -> None:
    assert program.talk(["--no-input"], []).status == 3


def test_no_input_is_no_question_of_botocores_either(program: Program) -> None:
    """A base profile that is its own source profile: botocore would use getpass for it."""
    config = Path(program.paths.aws_config)
    user = alice(program.aws.world)
    config.write_text(
        f"{config.read_text()}\n[profile selfie]\nsource_profile = selfie\n"
        f"role_arn = arn:aws:iam::888899990000:role/auditor\n"
        f"mfa_serial = {user.devices[0].serial}\n"
        f"aws_access_key_id = {user.access_key_id}\naws_secret_access_key = {user.secret}\n"
    )
    words = ["export", "sandbox", "read", "--base-profile", "selfie", "--no-input"]
    talk = program.talk(words, [])
    assert (talk.status, talk.stdout) == (3, "")
    assert "An MFA code is needed, but --no-input forbids asking." in talk.shown
    assert "Enter MFA code" not in talk.shown


def test_after_a_used_code_the_prompt_counts_down_to_the_next(program: Program) -> None:
    while time.time() % 30 > 22:  # room for three ticks
        time.sleep(0.1)
    code = program.code()
    named = ["--mfa-device", "alice-phone"]
    program.run("export", "production", "read", *named, "--mfa-code", code)
    program.aws.world.role("production", "admin").max_session = 43_200
    ticking = "MFA code of alice-phone (next in "
    talk = program.talk(
        ["export", "production", "admin", "--duration", "12h", *named],
        [
            (CODE, f"{code}\n"),
            ("That code was already used", ""),
            (ticking, ""),
            (ticking, ""),
            (ticking, f"{program.code(windows=1)}\n"),
        ],
    )
    assert talk.status == 0, talk.shown
    left = [int(seconds) for seconds in re.findall(r"\(next in (\d+) s\): ", talk.shown)]
    assert left == sorted(set(left), reverse=True), "each second once, downwards"


def test_a_code_typed_before_its_turn_is_sent_when_the_turn_has_come(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the real clock, for both sides."""
    monkeypatch.setattr(program.aws.world, "clock", time.time)
    for role in ("read", "admin"):
        program.aws.world.role("production", role).max_session = 43_200
    device = alice(program.aws.world).devices[0]
    while time.time() % 30 < 12 or time.time() % 30 > 24:  # room for both, and no long wait
        time.sleep(0.1)
    first, early = (device.code(time.time(), later) for later in (1, 2))
    wanted = ["--duration", "12h", "--mfa-device", "alice-phone"]
    program.run("export", "production", "read", *wanted, "--mfa-code", first)
    asked = "production · admin for 12 h: more than 1 h takes a code for this role alone."
    talk = program.talk(
        ["export", "production", "admin", *wanted],
        [(asked, ""), (CODE, f"{early}\n"), ("s: this code's turn has not come", "")],
    )
    assert talk.status == 0, talk.shown
    assert talk.shown.count(CODE) == 1
    assert exported(talk.stdout)["AWS_ACCOUNT_ROLE"] == "admin"


def test_the_ticket_is_asked_for_and_needs_a_terminal(program: Program) -> None:
    program.sign_in("staging")
    settings = Path(program.paths.config_file)
    name = "[defaults]\nsession_name = '{user}-{ticket}'\n"
    settings.write_text(name + settings.read_text())
    nobody = program.run("export", "staging")
    assert (nobody.returncode, nobody.stdout) == (3, "")
    assert "A ticket is needed" in nobody.stderr and "--ticket" in nobody.stderr
    asked = "Ticket for staging · read: "
    talk = program.talk(["export", "staging"], [(asked, "a b\n"), (asked, "OPS-7\n")])
    assert talk.status == 0, talk.shown
    call = next(call for call in reversed(program.aws.calls) if call.action == "AssumeRole")
    assert call.parameters["RoleSessionName"] == "alice-OPS-7"
    assert program.run("export", "staging", "--ticket", "OPS-7").stdout == talk.stdout
