"""A profile of ours with another role's session is not overwritten unasked."""

from pathlib import Path
from typing import Any

import pytest

from rolecall.core.paths import Paths, paths_from
from rolecall.core.scope import Scope
from rolecall.handover.profile.dynamic_profile import DynamicProfile, plan_dynamic
from rolecall.handover.profile.free_names import free_name, requests_by_profile
from rolecall.handover.profile.named_profiles import (
    check_named,
    plan_named,
    write_dynamic_named,
    write_named,
)
from rolecall.handover.profile.profile_request import REQUEST, ROLE, HoldsOtherRequest
from tests.samples.role_sessions import TAKEN, a_request, a_session

READ, ADMIN = a_request("read"), a_request("admin")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / ".aws").mkdir(mode=0o700)
    return paths_from({"HOME": str(tmp_path)})


def write_dev(paths: Paths, how: str) -> None:
    """A profile `dev` for the role `read`, with keys or with a call of Rolecall."""
    if how == "keys":
        write_named(paths, {"dev": a_session()}, TAKEN)
    else:
        write_dynamic_named(paths, "dev", DynamicProfile('"/r" credential-process x', READ), TAKEN)


def held(paths: Paths) -> dict[str, str]:
    return {name: own[REQUEST] for name, own in requests_by_profile(paths).items()}


@pytest.mark.parametrize("there", ["keys", "call"])
@pytest.mark.parametrize("wanted", ["keys", "call"])
def test_another_request_is_refused_with_whose_it_was(
    paths: Paths, there: str, wanted: str
) -> None:
    write_dev(paths, there)
    other = a_session()._replace(request=ADMIN)
    dynamic = DynamicProfile('"/r" credential-process y', ADMIN)
    with pytest.raises(HoldsOtherRequest) as raised:
        check_named(paths, "dev", TAKEN, ADMIN)
    assert raised.value.message == "Profile dev holds the session of read in 123456789012."
    assert "--replace" in raised.value.hint
    if there == wanted:
        with pytest.raises(HoldsOtherRequest):
            if wanted == "keys":
                write_named(paths, {"dev": other}, TAKEN)
            else:
                write_dynamic_named(paths, "dev", dynamic, TAKEN)
    assert held(paths) == {"dev": READ.digest}
    if wanted == "keys":
        write_named(paths, {"dev": other}, TAKEN, replace=True)
    else:
        write_dynamic_named(paths, "dev", dynamic, TAKEN, replace=True)
    assert held(paths) == {"dev": ADMIN.digest}


def test_the_same_role_by_another_identity_is_another(paths: Paths) -> None:
    write_dev(paths, "keys")
    with pytest.raises(HoldsOtherRequest, match="in another way"):
        check_named(paths, "dev", TAKEN, READ._replace(identity="other"))


def test_the_same_request_is_written_again_unasked(paths: Paths) -> None:
    write_dev(paths, "keys")
    check_named(paths, "dev", TAKEN, READ)
    write_named(paths, {"dev": a_session()}, TAKEN)


def test_what_is_shown_beforehand_says_whose_it_was(paths: Paths) -> None:
    write_dev(paths, "keys")
    (change, *_) = plan_named(paths, "dev", a_session()._replace(request=ADMIN), TAKEN)
    assert "It replaces the session of read in 123456789012." in change.notes


@pytest.mark.parametrize("kind", ["keys", "call"])
def test_a_call_of_ours_says_beforehand_whose_place_it_takes(paths: Paths, kind: str) -> None:
    write_dev(paths, kind)
    told = "It replaces the session of read in 123456789012."
    config = paths.aws_config
    notes = plan_dynamic(config, "dev", DynamicProfile("rolecall", ADMIN, ""), TAKEN).notes
    assert (told in notes) == (kind == "call"), "keys lie in the other file"
    assert plan_dynamic(config, "dev", DynamicProfile("rolecall", READ, ""), TAKEN).notes == ()
    assert plan_dynamic(config, "new", DynamicProfile("rolecall", READ, ""), TAKEN).notes == ()


def test_a_taken_name_gets_a_number_and_keeps_it(paths: Paths) -> None:
    write_dev(paths, "call")
    dev = requests_by_profile(paths)
    read, admin = dev["dev"], {ROLE: ADMIN.role_arn, REQUEST: ADMIN.digest}
    assert free_name("dev", READ, dev) == "dev"
    assert free_name("dev", ADMIN, dev) == "dev-2"
    assert free_name("dev", ADMIN, dev | {"dev-2": read}) == "dev-3"
    assert free_name("dev", ADMIN, dev | {"dev-2": admin}) == "dev-2"
    assert free_name("dev", READ, {}, ["dev"]) == "dev-2"
    long = "x" * 64
    assert free_name(long, ADMIN, {long: read}) == "x" * 62 + "-2"


@pytest.mark.parametrize("change", [{"identity_key": "AKIANEW"}, {"session_name": "bob"}])
def test_new_keys_or_another_session_name_keep_the_profiles_name(
    paths: Paths, change: dict[str, Any]
) -> None:
    write_dev(paths, "keys")
    again = READ._replace(**change)
    assert free_name("dev", again, requests_by_profile(paths)) == "dev"
    write_named(paths, {"dev": a_session()._replace(request=again)}, TAKEN)
    assert held(paths) == {"dev": again.digest}


@pytest.mark.parametrize("way", ["keys", "call"])
def test_a_profile_of_a_narrower_session_is_not_silently_replaced(paths: Paths, way: str) -> None:
    write_dev(paths, way)
    narrowed = READ._replace(scope=Scope(read_only=True))
    with pytest.raises(HoldsOtherRequest):
        check_named(paths, "dev", TAKEN, narrowed)
    assert free_name("dev", narrowed, requests_by_profile(paths)) == "dev-2"


def test_a_call_that_an_older_version_wrote_is_known_by_its_role(paths: Paths) -> None:
    write_dev(paths, "call")
    path = Path(paths.aws_config)
    lines = [line for line in path.read_text().splitlines() if REQUEST not in line]
    path.write_text("\n".join([*lines, ""]))
    check_named(paths, "dev", TAKEN, READ)
    with pytest.raises(HoldsOtherRequest):
        check_named(paths, "dev", TAKEN, ADMIN)
