"""The MFA session: its device, the targets that share it, and its end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.login import Login
from rolecall.demo.faults import refuse
from rolecall.demo.protocol.refusals import expired_token, invalid_token
from rolecall.demo.world.totp import TotpDevice
from rolecall.signin.plan import Options
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

FIDO = "arn:aws:iam::111122223333:u2f/user/alice/yubikey-ABCDEFGH"


def test_a_code_opens_a_session_of_twelve_hours(visitor: Visitor) -> None:
    visitor.become("staging", "read", visitor.code())
    asked = visitor.last("GetSessionToken").parameters
    assert asked["DurationSeconds"] == "43200"
    assert asked["SerialNumber"] == visitor.user.devices[0].serial
    (session,) = visitor.desk().store.logins()
    assert (session.expiration - visitor.now).total_seconds() == pytest.approx(43_200, abs=1)
    assert (session.user_name, session.device) == ("alice", visitor.user.devices[0].serial)


def test_every_target_and_every_process_shares_it(visitor: Visitor) -> None:
    first = visitor.become("staging", "read", visitor.code())
    visitor.aws.calls.clear()
    for account, role in (("staging", "admin"), ("production", "ops/deploy"), ("audit", "read")):
        signed_in = visitor.become(account, role)
        assert signed_in.login == first.login
        assert not signed_in.asked_code
    assert visitor.actions == ["AssumeRole"] * 3
    assert first.login is not None
    key_id = first.login.access_key_id
    assert {asked.access_key_id for asked in visitor.aws.calls} == {key_id}


def test_it_serves_until_200_seconds_before_its_end(visitor: Visitor) -> None:
    signed_in = visitor.sign_in()
    assert signed_in.login is not None
    ends = signed_in.login.expiration.timestamp()
    visitor.clock.now = ends - 200
    visitor.become("staging", "admin")
    assert visitor.actions == ["AssumeRole"]
    visitor.clock.now = ends - 199.5
    signed_in = visitor.become("staging", "developer", visitor.code())
    assert signed_in.asked_code
    assert visitor.aws.times_called("GetSessionToken") == 1


def test_a_held_role_asks_nobody_until_a_minute_before_its_end(visitor: Visitor) -> None:
    first = visitor.sign_in()
    ends = first.session.credentials.expiration.timestamp()
    visitor.clock.now = ends - 60
    again = visitor.become("staging", "read")
    assert not again.new and again.session == first.session
    assert again.login == first.login
    assert visitor.actions == []
    visitor.clock.now = ends - 59.5
    assert visitor.become("staging", "read").new
    assert visitor.actions == ["AssumeRole"]


def test_new_keys_in_the_profile_are_another_base(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.user.access_key_id = "AKIAI44QH8DHBEXAMPLE"
    visitor.write(
        visitor.paths.aws_credentials,
        [
            "[default]",
            "aws_access_key_id = AKIAI44QH8DHBEXAMPLE",
            f"aws_secret_access_key = {visitor.user.secret}",
        ],
    )
    visitor.clock.advance(30)
    assert visitor.become("staging", "read", visitor.code()).asked_code


def test_all_devices_are_offered_and_the_first_is_preset(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging"), prompter)
    (question,) = prompter.questions
    assert [device.name for device in question.devices] == ["alice-phone", "alice-backup"]
    assert question.preset.name == "alice-phone"
    assert (question.user_name, question.used_last, question.refusal) == ("alice", "", None)


def test_the_device_whose_code_was_taken_is_preset_next(visitor: Visitor) -> None:
    visitor.become("staging", "read", ("alice-backup", visitor.code(1)))
    assert visitor.last("GetSessionToken").parameters["SerialNumber"].endswith("alice-backup")
    visitor.desk().store.forget_all()
    visitor.clock.advance(30)
    prompter = ScriptedPrompter(visitor.code(1))
    visitor.follow(visitor.plan("staging"), prompter)
    assert prompter.questions[0].preset.name == "alice-backup"
    assert prompter.questions[0].used_last.endswith("alice-backup")


def test_a_device_that_is_gone_is_not_preset(visitor: Visitor) -> None:
    visitor.become("staging", "read", ("alice-backup", visitor.code(1)))
    visitor.desk().store.forget_all()
    del visitor.user.devices[1]
    visitor.clock.advance(30)
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging"), prompter)
    assert prompter.questions[0].preset.name == "alice-phone"


def test_a_fido_key_is_shown_and_not_preset(visitor: Visitor) -> None:
    visitor.user.devices.insert(0, TotpDevice(FIDO))
    prompter = ScriptedPrompter(visitor.code(1))
    visitor.follow(visitor.plan("staging"), prompter)
    (question,) = prompter.questions
    assert question.preset.name == "alice-phone"
    assert question.devices[0].why_not and not question.devices[1].why_not


def test_fido_keys_alone_are_refused(visitor: Visitor) -> None:
    visitor.user.devices[:] = [TotpDevice(FIDO)]
    with pytest.raises(Refused) as raised:
        visitor.become()
    assert raised.value.message == (
        "alice's only MFA device, yubikey-ABCDEFGH, is a passkey: it gives no code for API calls."
    )
    for instead in (
        "an authenticator app (a virtual MFA device)",
        "Identity Center",
        "`aws login`",
    ):
        assert instead in raised.value.hint
    visitor.user.devices.append(TotpDevice(FIDO.replace("ABCDEFGH", "2")))
    with pytest.raises(Refused, match="devices are all passkeys: they give no code"):
        visitor.become()


@pytest.mark.parametrize("named", ["yubikey-ABCDEFGH", FIDO])
def test_a_fido_key_that_is_named_is_refused_with_those_that_serve(
    visitor: Visitor, named: str
) -> None:
    visitor.user.devices.append(TotpDevice(FIDO))
    visitor.setenv(AWS_USERNAME="alice")
    with pytest.raises(Refused) as raised:
        visitor.become_with(Options(mfa_device=named))
    said = "yubikey-ABCDEFGH is a passkey: it gives no code for API calls."
    assert raised.value.message == said
    assert raised.value.hint == "Use --mfa-device alice-phone or alice-backup."


def test_a_fido_key_in_the_files_gives_way_to_a_device_with_codes(visitor: Visitor) -> None:
    visitor.user.devices.append(TotpDevice(FIDO))
    visitor.setenv(AWS_USERNAME="alice")
    config = Path(visitor.paths.aws_config)
    text = config.read_text().replace("[default]\n", f"[default]\nmfa_serial = {FIDO}\n")
    visitor.write(visitor.paths.aws_config, [text])
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging"), prompter)
    assert prompter.questions[0].preset.name == "alice-phone"


def test_a_user_without_a_device_asks_for_the_role_without_mfa(visitor: Visitor) -> None:
    visitor.user.devices.clear()
    visitor.aws.world.role("staging", "read").needs_mfa = False
    signed_in = visitor.become()
    assert signed_in.notes == ("alice has no MFA device: the role was assumed without MFA.",)
    assert [name for name in visitor.actions if name.endswith(("Token", "Role"))] == ["AssumeRole"]
    plan = visitor.plan("staging", "admin")
    assert plan.has_no_device, "known from now on, beforehand"
    assert not visitor.desk().sign_in.services.store.logins()


def test_a_device_that_was_registered_later_is_asked_for(visitor: Visitor) -> None:
    devices = list(visitor.user.devices)
    visitor.user.devices.clear()
    visitor.aws.world.role("staging", "read").needs_mfa = False
    visitor.become()
    visitor.user.devices[:] = devices
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging", "admin"), prompter)
    assert prompter.questions
    assert not visitor.plan("staging", "admin").has_no_device


def test_a_role_that_wants_mfa_of_a_user_without_a_device_says_so(visitor: Visitor) -> None:
    visitor.user.devices.clear()
    with pytest.raises(Refused, match=r"alice has no MFA device\. Without MFA, AWS ") as raised:
        visitor.become()
    assert raised.value.hint.startswith("Register one in the IAM console")
    assert "GetSessionToken" not in visitor.actions
    assert visitor.held == []


def test_a_code_without_a_device_is_refused_before_aws_is_asked_for_the_role(
    visitor: Visitor,
) -> None:
    visitor.user.devices.clear()
    with pytest.raises(Refused, match="alice has no MFA device"):
        visitor.become_with(Options(mfa_code="123456"))
    assert "AssumeRole" not in visitor.actions


def test_where_iam_is_denied_the_profile_names_the_device(visitor: Visitor) -> None:
    visitor.aws.world.deny(visitor.user.arn, "iam:ListMFADevices")
    serial = visitor.user.devices[1].serial
    visitor.write(
        visitor.paths.aws_config, ["[default]", "region = eu-west-1", f"mfa_serial = {serial}"]
    )
    prompter = ScriptedPrompter(visitor.code(1))
    visitor.follow(visitor.plan("staging"), prompter)
    assert [device.serial for device in prompter.questions[0].devices] == [serial]


def test_where_iam_is_denied_and_no_profile_helps_it_says_what_to_write(visitor: Visitor) -> None:
    visitor.aws.world.deny(visitor.user.arn, "iam:ListMFADevices")
    with pytest.raises(Refused, match="iam:ListMFADevices") as raised:
        visitor.become()
    assert "mfa_serial" in raised.value.hint and "profile default" in raised.value.hint


def test_a_name_iam_does_not_know_is_refused_and_not_guessed(visitor: Visitor) -> None:
    visitor.setenv(AWS_USERNAME="zoe")
    with pytest.raises(Refused) as raised:
        visitor.become()
    assert raised.value.code == "NoSuchEntity"
    assert "zoe" in raised.value.hint


def test_a_serial_that_is_not_the_users_is_said_to_be_wrong(visitor: Visitor) -> None:
    visitor.aws.world.deny(visitor.user.arn, "iam:ListMFADevices")
    visitor.write(
        visitor.paths.aws_config,
        ["[default]", "mfa_serial = arn:aws:iam::111122223333:mfa/somebody-elses"],
    )
    with pytest.raises(Refused, match="does not know that MFA device"):
        visitor.become("staging", "read", visitor.code())
    assert visitor.held == []


def revoke(visitor: Visitor, session: Login) -> None:
    visitor.aws.world.revoke(session.access_key_id)


def expire(visitor: Visitor, session: Login) -> None:
    visitor.aws.faults.add("AssumeRole", refuse(expired_token()), times=1)


@pytest.mark.parametrize("lose", [revoke, expire])
def test_a_lost_session_is_evicted_and_one_code_asked(
    visitor: Visitor, lose: Callable[[Visitor, Login], None]
) -> None:
    """What AWS no longer takes, however long it should have lasted."""
    first = visitor.sign_in()
    assert first.login is not None
    lose(visitor, first.login)
    visitor.clock.advance(30)
    prompter = ScriptedPrompter(visitor.code())
    signed_in = visitor.follow(visitor.plan("staging", "admin"), prompter)
    assert len(prompter.questions) == 1
    assert prompter.questions[0].refusal is None
    assert signed_in.login != first.login
    assert [a for a in visitor.actions if a in ("AssumeRole", "GetSessionToken")] == [
        "AssumeRole",
        "GetSessionToken",
        "AssumeRole",
    ]


def test_an_account_that_takes_no_session_at_all_ends_after_one_code(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", refuse(invalid_token()))
    visitor.clock.advance(30)
    prompter = ScriptedPrompter(visitor.code())
    with pytest.raises(Refused):
        visitor.follow(visitor.plan("staging", "admin"), prompter)
    assert len(prompter.questions) == 1
    assert visitor.aws.times_called("AssumeRole") == 2


def test_a_denied_role_evicts_nothing(visitor: Visitor) -> None:
    first = visitor.sign_in()
    with pytest.raises(Refused, match="break-glass in payments-prod"):
        visitor.become("payments-prod", "break-glass")
    assert visitor.become("staging", "admin").login == first.login
    assert visitor.held == ["mfa", "role", "role"]


def test_a_denied_role_keeps_the_session_its_code_opened(visitor: Visitor) -> None:
    with pytest.raises(Refused, match="break-glass"):
        visitor.become("payments-prod", "break-glass", visitor.code())
    assert visitor.held == ["mfa"]
    assert not visitor.become("staging", "read").asked_code
