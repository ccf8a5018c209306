"""Writing the profiles of many roles at once."""

import configparser
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.demo.world.world import Role
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.signin.many.many import Many
from rolecall.signin.many.many_profiles import write_many
from rolecall.signin.many.role_progress import Progress
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def take(visitor: Visitor, *targets: tuple[str, str]) -> list[Progress]:
    plans = [visitor.plan(account, role) for account, role in targets]
    held = "mfa" in visitor.held
    prompter = ScriptedPrompter() if held else ScriptedPrompter(visitor.code())
    return Many(visitor.desk(), plans, prompter).run()


def profiles(visitor: Visitor) -> dict[str, str]:
    """The holders of the profiles in the credentials file, as AWS knows them."""
    parser = configparser.RawConfigParser()
    parser.read(visitor.paths.aws_credentials)
    found = {}
    for name in parser.sections():
        key = visitor.aws.world.key(parser[name].get("aws_access_key_id", ""))
        found[name] = key.caller.arn.split(":", 4)[4] if key is not None else ""
    return found


def test_every_held_role_gets_a_profile_and_a_refused_one_gets_none(visitor: Visitor) -> None:
    outcomes = take(
        visitor, ("production", "read"), ("payments-prod", "break-glass"), ("staging", "admin")
    )
    written = write_many(visitor.desk(), outcomes)
    assert list(written.profiles) == ["production-read", "staging-admin"]
    assert written.left_out == ()
    found = profiles(visitor)
    assert found.pop("default") == "111122223333:user/alice"
    assert found == {
        "production-read": "222233334444:assumed-role/read/alice",
        "staging-admin": "333344445555:assumed-role/admin/alice",
    }


def test_a_foreign_section_is_left_out_and_said_and_the_others_are_written(
    visitor: Visitor,
) -> None:
    visitor.append(visitor.paths.aws_credentials, "[production-read]", "region = eu-west-1")
    outcomes = take(visitor, ("production", "read"), ("staging", "read"))
    written = write_many(visitor.desk(), outcomes)
    assert list(written.profiles) == ["staging-read"]
    (left_out,) = written.left_out
    assert (left_out.name, left_out.session.role) == ("production-read", "read")
    assert "[production-read]" in left_out.error.message
    assert "staging-read" in profiles(visitor)
    assert "region = eu-west-1" in Path(visitor.paths.aws_credentials).read_text()


def test_the_base_profile_is_never_written_over(visitor: Visitor) -> None:
    visitor.setenv(AWS_PROFILE_ASSUME_ROLE="staging-read")
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[staging-read]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    written = write_many(visitor.desk(), take(visitor, ("staging", "read")))
    assert written.profiles == {}
    assert "is a base profile" in written.left_out[0].error.message


def test_two_roles_of_one_name_get_a_number(visitor: Visitor) -> None:
    user = visitor.user
    visitor.aws.world.add_role(
        Role("222233334444", "deploy", "dev/", {user.arn}, external_id="222233334444")
    )
    outcomes = take(visitor, ("production", "ops/deploy"), ("production", "dev/deploy"))
    written = write_many(visitor.desk(), outcomes)
    assert {name: session.role for name, session in written.profiles.items()} == {
        "production-deploy": "ops/deploy",
        "production-deploy-2": "dev/deploy",
    }


def test_a_profile_of_another_role_that_is_held_keeps_its_name(visitor: Visitor) -> None:
    user = visitor.user
    visitor.aws.world.add_role(
        Role("222233334444", "deploy", "dev/", {user.arn}, external_id="222233334444")
    )
    first = write_many(visitor.desk(), take(visitor, ("production", "ops/deploy")))
    assert list(first.profiles) == ["production-deploy"]
    for _ in range(2):  # and the second run uses the same number
        second = write_many(visitor.desk(), take(visitor, ("production", "dev/deploy")))
        assert list(second.profiles) == ["production-deploy-2"]
    visitor.clock.advance(3_700)  # both have expired: the names keep their meaning
    third = write_many(visitor.desk(), take(visitor, ("production", "dev/deploy")))
    assert list(third.profiles) == ["production-deploy-2"]


def test_a_number_keeps_a_long_name_within_64_characters(visitor: Visitor) -> None:
    user, long = visitor.user, "x" * 64
    for path in ("a/", "b/"):
        visitor.aws.world.add_role(
            Role("222233334444", long, path, {user.arn}, external_id="222233334444")
        )
    outcomes = take(visitor, ("production", f"a/{long}"), ("production", f"b/{long}"))
    names = list(write_many(visitor.desk(), outcomes).profiles)
    assert [len(name) for name in names] == [64, 64]
    assert names[1].endswith("x-2")


def test_a_file_that_cannot_be_written_at_all_is_refused(visitor: Visitor) -> None:
    outcomes = take(visitor, ("staging", "read"))
    Path(visitor.paths.aws_credentials).chmod(0o400)
    with pytest.raises(Refused, match="read-only"):
        write_many(visitor.desk(), outcomes)


def test_with_nothing_held_the_file_is_not_touched(visitor: Visitor) -> None:
    outcomes = take(visitor, ("payments-prod", "break-glass"))
    before = Path(visitor.paths.aws_credentials).stat()
    assert write_many(visitor.desk(), outcomes).profiles == {}
    assert Path(visitor.paths.aws_credentials).stat() == before


def test_the_names_refused_are_those_that_writing_refuses(visitor: Visitor) -> None:
    """The early check and the write must agree."""
    outcomes = take(visitor, ("staging", "read"))
    session = outcomes[0].signed_in.session if outcomes[0].signed_in else None
    assert session is not None
    path = visitor.paths.aws_credentials
    visitor.append(path, "[foreign]", "region = x", "[DEFAULT]", "role_arn = lent")
    written = write_many(visitor.desk(), outcomes)
    assert written.profiles == {}
    with pytest.raises(Refused) as refused:
        write_profiles(path, {"staging-read": session}, {})
    assert refused.value.message == written.left_out[0].error.message
