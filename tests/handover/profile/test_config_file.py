"""Our sections of the AWS config file, as botocore reads them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.configloader import load_config

from rolecall.core.errors import ConfigError, Refused, RolecallError, UsageError
from rolecall.core.paths import Paths, paths_from
from rolecall.handover.profile.config_file import our_sections, remove_sections
from rolecall.handover.profile.config_regions import plan_region, write_regions
from rolecall.handover.profile.credentials_file import remove_profiles
from rolecall.handover.profile.dynamic_profile import DynamicProfile, plan_dynamic, write_dynamic
from rolecall.handover.profile.named_profiles import (
    plan_dynamic_named,
    plan_named,
    write_dynamic_named,
    write_named,
)
from tests.samples.role_sessions import PROCESS, SECRET, TAKEN, TOKEN, a_request, a_session

REQUEST = a_request()
DYNAMIC = DynamicProfile(PROCESS, REQUEST, "eu-west-1")
OURS = {"manager": "rolecall", "region": "eu-west-1", "x_rolecall_region": "eu-west-1"}
USERS = "# mine\n[default]\nregion = us-east-1\n\n[profile theirs]\noutput = text\n"
FOREIGN = [
    "[profile dev-read]\noutput = text\n",
    '[profile "dev-read"]\nregion = eu-west-3\n',
    "[profile  dev-read]\nregion = eu-west-3\n",
    "[profile dev-read]\nmanager = rolecall\nrole_arn = arn:aws:iam::1:role/x\n",
    "[profile dev-read]\nmanager = rolecall\ncredential_process = cat keys.json\n",
    "[profile dev-read]\nmanager = rolecall\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n",
    '[profile dev-read]\nmanager = rolecall\n[profile "dev-read"]\nregion = eu-west-3\n',
]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / ".aws").mkdir(mode=0o700)
    return paths_from({"HOME": str(tmp_path)})


@pytest.fixture
def config(paths: Paths) -> Path:
    path = Path(paths.aws_config)
    path.write_text(USERS)
    path.chmod(0o600)
    return path


def seen(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load_config(str(path))["profiles"]
    return found


# Regions


def test_a_profile_without_a_section_gets_one_with_its_region_alone(config: Path) -> None:
    assert write_regions(str(config), {"dev-read": "eu-west-1"}) == ()
    assert seen(config)["dev-read"] == OURS
    assert config.read_text().startswith(USERS)


def test_without_a_config_file_a_private_one_is_made(paths: Paths) -> None:
    write_regions(paths.aws_config, {"dev-read": "eu-west-1"})
    assert stat.S_IMODE(os.stat(paths.aws_config).st_mode) == 0o600
    assert Path(paths.aws_config).read_text() == (
        "[profile dev-read]\nmanager = rolecall\nregion = eu-west-1\n"
        "x_rolecall_region = eu-west-1\n"
    )


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_section_of_the_users_stays_as_it_is(config: Path, foreign: str) -> None:
    config.write_text(USERS + foreign)
    assert write_regions(str(config), {"dev-read": "eu-west-1"}) == ()
    assert remove_sections(str(config), ["dev-read"]) == ()
    assert plan_region(str(config), "dev-read", "eu-west-1") is None
    assert config.read_text() == USERS + foreign


def test_another_region_replaces_ours_and_what_the_user_added_stays(config: Path) -> None:
    write_regions(str(config), {"dev-read": "eu-west-1"})
    config.write_text(config.read_text() + "output = text\n")
    write_regions(str(config), {"dev-read": "us-west-2"})
    assert seen(config)["dev-read"] == {
        "manager": "rolecall",
        "region": "us-west-2",
        "x_rolecall_region": "us-west-2",
        "output": "text",
    }


def test_nothing_is_written_where_nothing_would_change(config: Path) -> None:
    write_regions(str(config), {"dev-read": "eu-west-1"})
    before = config.stat()
    write_regions(str(config), {"dev-read": "eu-west-1"})
    write_regions(str(config), {"dev-read": ""})
    write_regions(str(config), {"default": "eu-west-1"})
    assert (config.stat().st_ino, config.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("broken", ["[default]\n[default]\n", "[DEFAULT]\nrole_arn = x\n"])
def test_a_file_that_cannot_take_the_region_is_a_note_and_not_a_failure(
    paths: Paths, config: Path, broken: str
) -> None:
    config.write_text(broken)
    (note,) = write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert note.startswith("Some tools will not find the region: ")
    assert config.read_text() == broken
    assert "[dev-read]" in Path(paths.aws_credentials).read_text()


def test_no_config_file_at_all_is_respected(paths: Paths) -> None:
    assert write_regions(os.devnull, {"dev-read": "eu-west-1"}) == ()


def test_the_plan_says_what_is_then_written(config: Path) -> None:
    plan = plan_region(str(config), "dev-read", "eu-west-1")
    assert plan is not None
    write_regions(str(config), {"dev-read": "eu-west-1"})
    assert config.read_text().splitlines()[plan.line - 1] == f"[{plan.name}]"
    assert [(row.sign, row.key, row.after) for row in plan.key_changes] == [
        ("+", "manager", "rolecall"),
        ("+", "region", "eu-west-1"),
        ("+", "x_rolecall_region", "eu-west-1"),
    ]
    assert plan_region(str(config), "dev-read", "eu-west-1") is None


RENAMES = """
import sys
from tests.samples.role_sessions import TAKEN, a_session
from rolecall.core.paths import paths_from
from rolecall.handover.profile.config_file import remove_sections
from rolecall.handover.profile.credentials_file import remove_profiles
from rolecall.handover.profile.named_profiles import write_named
def note(event, args):
    if event == "os.rename":
        print(args[1])
sys.addaudithook(note)
paths = paths_from({"HOME": sys.argv[1]})
names = [f"dev-{n}" for n in range(200)]
write_named(paths, dict.fromkeys(names, a_session()), TAKEN)
removed = remove_profiles(paths.aws_credentials, names)
print("removed", len({*removed, *remove_sections(paths.aws_config, names)}))
"""


def test_200_profiles_are_one_write_of_each_file_and_so_is_their_removal(
    paths: Paths, config: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RENAMES, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    both = [paths.aws_credentials, paths.aws_config]
    assert done.stdout.splitlines() == [*both, *both, "removed 200"]
    assert config.read_text() == USERS


# Dynamic profiles


def test_botocore_reads_the_call(config: Path) -> None:
    write_dynamic(str(config), "dev-read", DYNAMIC, TAKEN)
    assert seen(config)["dev-read"] == {
        **OURS,
        "credential_process": PROCESS,
        "x_rolecall_role": REQUEST.role_arn,
        "x_rolecall_request": REQUEST.digest,
    }
    assert our_sections(str(config)) == {"dev-read": (REQUEST.role_arn, REQUEST.digest)}
    assert config.read_text().startswith(USERS)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_section_of_the_users_is_never_made_a_call(
    paths: Paths, config: Path, foreign: str
) -> None:
    config.write_text(USERS + foreign)
    write_keys(paths)
    before = Path(paths.aws_credentials).read_bytes()
    for attempt in (write_dynamic_named, plan_dynamic_named):
        with pytest.raises(Refused, match=r"line \d+: \[profile .* so it stays"):
            attempt(paths, "dev-read", DYNAMIC, TAKEN)
    assert config.read_text() == USERS + foreign
    assert Path(paths.aws_credentials).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "error"),
    [("bastion", Refused), ("default", Refused), ("DEFAULT", Refused), ("a]b", UsageError)],
)
def test_names_that_no_profile_of_ours_may_have(
    config: Path, name: str, error: type[RolecallError]
) -> None:
    for attempt in (write_dynamic, plan_dynamic):
        with pytest.raises(error):
            attempt(str(config), name, DYNAMIC, {"bastion": TAKEN["bastion"]})
    assert config.read_text() == USERS


@pytest.mark.parametrize("lent", ["credential_process = x", "role_arn = x", "sso_session = x"])
def test_defaults_that_would_win_are_refused(config: Path, lent: str) -> None:
    config.write_text(f"[DEFAULT]\n{lent}\n")
    with pytest.raises(Refused, match=r"\[DEFAULT\] gives every profile"):
        write_dynamic(str(config), "dev-read", DYNAMIC, TAKEN)


def test_a_broken_file_is_refused_with_its_line(config: Path) -> None:
    config.write_text("[default]\nnonsense\n")
    with pytest.raises(ConfigError, match="line 2"):
        write_dynamic(str(config), "dev-read", DYNAMIC, TAKEN)
    assert config.read_text() == "[default]\nnonsense\n"


def write_keys(paths: Paths, section: str = "") -> None:
    path = Path(paths.aws_credentials)
    path.write_text(section or "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
    path.chmod(0o600)


def test_our_keys_of_the_name_go_for_they_would_win(paths: Paths, config: Path) -> None:
    write_keys(paths)
    before = Path(paths.aws_credentials).read_text()
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    call, gone = plan_dynamic_named(paths, "dev-read", DYNAMIC, TAKEN)
    assert (call.name, gone.name, gone.removed) == ("profile dev-read", "dev-read", True)
    said = f"{gone.key_changes}{call.key_changes}{gone.summary}"
    assert SECRET not in said and TOKEN not in said
    assert gone.summary == "The section goes; the other 2 stay, byte for byte."
    write_dynamic_named(paths, "dev-read", DYNAMIC, TAKEN)
    assert Path(paths.aws_credentials).read_text() == before
    assert "credential_process" in seen(config)["dev-read"]


@pytest.mark.parametrize(
    "theirs",
    [
        "[dev-read]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
        "[dev-read]\nmanager = awsume\naws_access_key_id = ASIA\n",
    ],
)
def test_keys_of_somebody_else_of_that_name_are_refused(
    paths: Paths, config: Path, theirs: str
) -> None:
    write_keys(paths, theirs)
    for attempt in (write_dynamic_named, plan_dynamic_named):
        with pytest.raises(Refused, match="so it stays"):
            attempt(paths, "dev-read", DYNAMIC, TAKEN)
    assert config.read_text() == USERS
    assert Path(paths.aws_credentials).read_text() == theirs


def test_keys_written_under_the_name_of_a_call_end_it(paths: Paths, config: Path) -> None:
    write_keys(paths)
    write_dynamic_named(paths, "dev-read", DYNAMIC, TAKEN)
    _, stub = plan_named(paths, "dev-read", a_session(), TAKEN)
    assert [row.key for row in stub.key_changes if row.sign == "-"] == [
        "credential_process",
        "x_rolecall_role",
        "x_rolecall_request",
    ]
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    assert seen(config)["dev-read"] == {
        "manager": "rolecall",
        "region": "eu-central-1",
        "x_rolecall_region": "eu-central-1",
    }


def test_removal_takes_ours_from_both_files_and_nothing_else(paths: Paths, config: Path) -> None:
    write_keys(paths)
    keys = Path(paths.aws_credentials).read_text()
    write_named(paths, {"dev-read": a_session()}, TAKEN)
    write_dynamic_named(paths, "call", DYNAMIC, TAKEN)
    names = ["dev-read", "call", "theirs", "default"]
    assert remove_profiles(paths.aws_credentials, names) == ("dev-read",)
    assert "call" in remove_sections(paths.aws_config, names)
    assert config.read_text() == USERS
    assert Path(paths.aws_credentials).read_text() == keys


def test_a_broken_file_in_which_we_never_wrote_is_no_obstacle(config: Path) -> None:
    config.write_text("[default]\n[default]\n")
    assert remove_sections(str(config), ["dev-read"]) == ()
    assert our_sections(str(config)) == {}


def test_a_call_with_letters_of_any_script_is_written_as_botocore_reads_it(
    paths: Paths, config: Path
) -> None:
    call = "\"/bin/rolecall\" credential-process dev --base-profile 'möbel 日本'"
    write_dynamic(str(config), "call", DynamicProfile(call, REQUEST), TAKEN)
    assert seen(config)["call"]["credential_process"] == call
    with pytest.raises(Refused, match="characters that a config file"):
        write_dynamic(str(config), "call", DynamicProfile("a\nb", REQUEST), TAKEN)
