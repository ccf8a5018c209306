"""The session board in a real terminal: other tools, the calling shell, automatic renewal."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rolecall.core.files.private_files import write_private
from rolecall.core.state.state import load_state
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.sessions import record
from tests.drivers.person import NARROW, SIZES, WIDE, Size, below, code, cursor, line
from tests.fixtures.windows import Window
from tests.samples.role_sessions import SECRET, TOKEN

SANDBOX = "444455556666"
PROFILE = "sandbox-developer"


def _hold(stage: Stage, aws: EmbeddedAws) -> str:
    """Write a profile of the sandbox's developer by the command line; returns its access key id."""
    command = ("rolecall", "profile", "sandbox", "developer", "--mfa-code", code(aws))
    subprocess.run(command, env=stage.env, check=True, capture_output=True, timeout=60)
    return our_profiles(stage.paths.aws_credentials)[PROFILE].access_key_id


def _age(stage: Stage, key_id: str, seconds: int) -> None:
    """Move a session's start and end into the past: real time cannot be set."""
    for path in Path(stage.paths.sessions_folder).glob("*.json"):
        found = record.read(path.read_bytes(), path.stem)
        session = record.role_session(found)
        if found is None or session is None or session.credentials.access_key_id != key_id:
            continue
        earlier = timedelta(seconds=seconds)
        ends = session.credentials.expiration - earlier
        aged = session._replace(
            started=session.started - earlier,
            credentials=session.credentials._replace(expiration=ends),
        )
        write_private(str(path), record.written(found["key"], aged))
        return
    raise AssertionError("no such session")


def _hold_by_the_cli(stage: Stage) -> None:
    """The cache file that the AWS CLI writes when it has assumed a role."""
    folder = stage.home / ".aws" / "cli" / "cache"
    folder.mkdir(parents=True)
    ends = datetime.now(UTC) + timedelta(minutes=40)
    credentials = {
        "AccessKeyId": "ASIAQQQQQQQQQQQQQQQ1",
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": ends.isoformat(),
    }
    arn = "arn:aws:sts::888899990000:assumed-role/auditor/alice"
    user = {"AssumedRoleId": "AROA:alice", "Arn": arn}
    (folder / "one.json").write_text(
        json.dumps({"Credentials": credentials, "AssumedRoleUser": user})
    )


@NARROW
def test_what_the_aws_cli_holds_is_seen_and_left_alone(
    window: Window, stage: Stage, size: Size
) -> None:
    _hold_by_the_cli(stage)
    kept = (stage.home / ".aws/cli/cache/one.json").read_bytes()
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.press("C-t")
    picker.wait_for("Held by other tools")
    picker.wait(lambda screen: "◇ read-only" in line(screen, "888899990000"), "its row")
    assert line(picker.still(), "888899990000").strip(" ▐").split()[:2] == ["audit", "auditor"]
    picker.press("C-d")
    picker.wait_for("This session belongs to AWS CLI.")
    picker.press("C-r", "C-s")
    screen = picker.still()
    assert "888899990000" in screen
    assert "NotARealKey" not in screen
    assert (stage.home / ".aws/cli/cache/one.json").read_bytes() == kept


@SIZES
def test_the_session_of_the_calling_shell_is_marked(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    _hold(stage, live_aws)
    shell = window("bash", "--norc", "--noprofile", size=size)
    shell.type('PS1="ready> "\n')
    shell.wait_for("ready>")
    shell.type('out="$(rolecall export sandbox developer)" && eval "$out"; rolecall\n')
    shell.wait_for("29 targets")
    shell.press("C-t")
    shell.wait_for("Role sessions")
    # Cut where the profiles' names need the space.
    shell.wait(lambda screen: "this shel" in below(screen), "this shell")
    if size[0] == 120:
        assert "this shel" in line(shell.still(), SANDBOX)


@WIDE
def test_a_captured_picker_gives_a_session_of_the_board_to_its_shell(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    key_id = _hold(stage, live_aws)
    asked = len(live_aws.calls)
    shell = window("bash", "--norc", "--noprofile", size=size)
    shell.type('PS1="ready> "\n')
    shell.wait_for("ready>")
    shell.type('out="$(rolecall)" && eval "$out"; clear; echo "key $AWS_ACCESS_KEY_ID."\n')
    shell.wait_for("29 targets")
    shell.press("C-t")
    shell.wait_for("Role sessions")
    assert "Use in this shell" in shell.text()
    shell.wait(lambda screen: SANDBOX in cursor(screen), "the cursor on the session")
    shell.press("Enter")
    shell.wait_for(f"key {key_id}.")
    assert len(live_aws.calls) == asked, "it was held"


@NARROW
def test_a_profile_kept_fresh_is_renewed_by_itself(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    first = _hold(stage, live_aws)
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.press("C-t")
    picker.wait_for("Role sessions")
    picker.wait(lambda screen: SANDBOX in cursor(screen), "the cursor on the session")
    picker.press("F5")
    picker.wait_for(f"Auto-renew is on for profile {PROFILE}.")
    picker.wait(lambda screen: "auto-renew" in line(screen, SANDBOX), "the board says so")
    assert load_state(stage.paths.state_file).keep_fresh == (PROFILE,)

    _age(stage, first, 3000)

    def renewed() -> bool:
        return our_profiles(stage.paths.aws_credentials)[PROFILE].access_key_id != first

    picker.until(renewed, "a new session in the profile")
    picker.wait(lambda screen: "59:" in line(screen, SANDBOX), "and on the board")
    assert live_aws.times_called("GetSessionToken") == 1, "without a question"


@WIDE
def test_amber_and_red_stand_on_the_board_and_in_the_header(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    key_id = _hold(stage, live_aws)
    _age(stage, key_id, 2760)  # 14 minutes are left
    picker = window("rolecall", size=size)
    picker.wait_for("▲ 1 ends soon")
    picker.press("C-t")
    picker.wait(lambda screen: "▲ ends soon" in line(screen, SANDBOX), "amber")
    _age(stage, key_id, 600)
    picker.wait_for("! 1 ending")
    picker.wait(lambda screen: "! ending" in line(screen, SANDBOX), "red")
