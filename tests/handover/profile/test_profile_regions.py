"""Which file gets the region of a profile, and that the user's own is kept."""

import os
from pathlib import Path

import pytest

from rolecall.core.model import RoleSession
from rolecall.core.paths import Paths, paths_from
from rolecall.handover.profile.config_file import remove_sections
from rolecall.handover.profile.dynamic_profile import DynamicProfile
from rolecall.handover.profile.named_profiles import (
    write_dynamic_named,
    write_named,
    write_renewed,
)
from tests.samples.role_sessions import PROCESS, TAKEN, a_request, a_session


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / ".aws").mkdir(mode=0o700)
    return paths_from({"HOME": str(tmp_path)})


def add(paths: Paths, text: str) -> None:
    with open(paths.aws_config, "a") as file:
        file.write(text)
    os.chmod(paths.aws_config, 0o600)


def region(paths: Paths, name: str = "dev-read") -> str | None:
    """The region that botocore reads from both files."""
    from botocore.session import Session

    core = Session(profile=name)
    core.set_config_variable("config_file", paths.aws_config)
    core.set_config_variable("credentials_file", paths.aws_credentials)
    found = core.full_config["profiles"][name].get("region")
    return str(found) if found else None


def beside_keys(paths: Paths) -> bool:
    return "region" in Path(paths.aws_credentials).read_text()


def change(paths: Paths, old: str, new: str) -> None:
    """What `aws configure set region` does to a section that has a region."""
    path = Path(paths.aws_config)
    text = path.read_text()
    assert f"region = {old}\n" in text
    path.write_text(text.replace(f"region = {old}\n", f"region = {new}\n", 1))


def test_a_region_stands_in_the_config_file_alone_where_nobody_named_it(paths: Paths) -> None:
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert region(paths) == "eu-central-1"
    assert not beside_keys(paths)


def test_a_region_named_for_the_call_stands_in_both(paths: Paths) -> None:
    write_named(paths, {"dev-read": a_session()}, TAKEN, regions_named=["dev-read"])
    assert region(paths) == "eu-central-1"
    assert beside_keys(paths)


def test_the_region_of_a_persons_section_stays_and_counts(paths: Paths) -> None:
    add(paths, "[profile dev-read]\nregion = us-west-2\n")
    (note,) = write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert "keeps its region us-west-2" in note
    assert region(paths) == "us-west-2"
    write_renewed(paths, {"dev-read": a_session(region="eu-west-3")}, TAKEN)
    assert region(paths) == "us-west-2"


def test_one_named_for_the_call_wins_over_it_and_says_so(paths: Paths) -> None:
    add(paths, "[profile dev-read]\nregion = us-west-2\n")
    (note,) = write_named(paths, {"dev-read": a_session()}, TAKEN, regions_named=["dev-read"])
    assert "eu-central-1 overrides us-west-2" in note
    assert region(paths) == "eu-central-1"


@pytest.mark.parametrize("named", [[], ["dev-read"]], ids=["not named", "named"])
def test_a_region_that_a_person_gives_our_section_counts_before_and_after_renewals(
    paths: Paths, named: list[str]
) -> None:
    write_named(paths, {"dev-read": a_session()}, TAKEN, regions_named=named)
    change(paths, "eu-central-1", "ap-south-1")
    if not named:
        assert region(paths) == "ap-south-1"
    write_renewed(paths, {"dev-read": a_session()}, TAKEN)
    assert region(paths) == "ap-south-1"
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert region(paths) == "ap-south-1"


def test_a_region_of_ours_follows_the_next_writing(paths: Paths) -> None:
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    write_named(paths, {"dev-read": a_session(region="us-west-2")}, TAKEN)
    assert region(paths) == "us-west-2"


def test_renewals_leave_every_profile_its_own(paths: Paths) -> None:
    write_named(paths, {"eu": a_session(region="eu-west-1")}, TAKEN, regions_named=["eu"])
    write_named(paths, {"us": a_session(region="us-west-2")}, TAKEN)
    write_renewed(paths, dict.fromkeys(("eu", "us"), a_session(region="sa-east-1")), TAKEN)
    assert (region(paths, "eu"), region(paths, "us")) == ("eu-west-1", "us-west-2")


@pytest.mark.parametrize("config", ["[default]\n[default]\n", None], ids=["broken", "none"])
def test_where_the_config_file_cannot_hold_it_it_stands_beside_the_keys(
    paths: Paths, config: str | None
) -> None:
    if config is None:
        paths = paths.replaced(aws_config=os.devnull)
    else:
        add(paths, config)
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert "region = eu-central-1\n" in Path(paths.aws_credentials).read_text()


def in_china(session: RoleSession) -> RoleSession:
    arn = session.request.role_arn.replace("arn:aws:", "arn:aws-cn:")
    return session._replace(request=session.request._replace(role_arn=arn))


@pytest.mark.parametrize("wanted", ["cn-northwest-1", ""])
@pytest.mark.parametrize("section", ["", "manager = rolecall\nx_rolecall_region = eu-west-1\n"])
def test_no_region_of_another_partition_stands_beside_keys(
    paths: Paths, section: str, wanted: str
) -> None:
    add(paths, f"[profile dev-read]\nregion = eu-west-1\n{section}")
    write_named(paths, {"dev-read": in_china(a_session(region=wanted))}, TAKEN)
    assert region(paths) == (wanted or "cn-north-1")


def test_a_call_keeps_the_region_that_a_person_gave_it(paths: Paths) -> None:
    dynamic = DynamicProfile(PROCESS, a_request(), "eu-west-1")
    write_dynamic_named(paths, "dev-read", dynamic, TAKEN)
    change(paths, "eu-west-1", "ap-south-1")
    write_dynamic_named(paths, "dev-read", dynamic, TAKEN)
    assert region(paths) == "ap-south-1"
    write_dynamic_named(paths, "dev-read", dynamic._replace(region_named=True), TAKEN)
    assert region(paths) == "eu-west-1"


def test_forgetting_leaves_the_region_that_a_person_gave_our_section(paths: Paths) -> None:
    write_named(paths, dict.fromkeys(("dev-read", "other"), a_session()), TAKEN)
    change(paths, "eu-central-1", "ap-south-1")
    remove_sections(paths.aws_config, ["dev-read", "other"])
    assert Path(paths.aws_config).read_text() == "[profile dev-read]\nregion = ap-south-1\n"
