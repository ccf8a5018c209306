"""The main task in a real terminal, from the first letter to a tool that uses the result."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Window

SANDBOX = "444455556666"
COUNTDOWN = re.compile(r"\b5\d:\d\d\b")


def _code(aws: EmbeddedAws, window: int = 0) -> str:
    return alice(aws.world).devices[0].code(aws.world.clock(), window)


def _countdown(screen: str) -> str:
    found = COUNTDOWN.search(screen)
    return found[0] if found else ""


def _tool(stage: Stage, *command: str) -> str:
    done = subprocess.run(command, env=stage.env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _pick_sandbox_developer(picker: Tmux) -> None:
    picker.wait_for("targets")
    picker.type("sand dev")
    picker.wait_for("1 of ")
    picker.press("Enter")


def test_from_the_first_letter_to_a_tool_that_knows_nothing_of_us(
    window: Window, stage: Stage, live_aws: EmbeddedAws
) -> None:
    picker = window("sh", "-c", "rolecall; echo left with $?; read wait")
    _pick_sandbox_developer(picker)
    picker.wait_for(", as alice")
    picker.type("000000" if _code(live_aws) != "000000" else "111111")
    picker.wait_for("AWS refused that code")
    picker.type(_code(live_aws))

    first = _countdown(picker.wait(_countdown, "a countdown"))
    picker.wait(lambda screen: _countdown(screen) not in ("", first), "a later countdown")
    assert live_aws.times_called("AssumeRole") == 1

    picker.press("C-s")
    picker.wait_for("[sandbox-developer]")
    picker.press("Enter")
    picker.wait_for("Wrote profile sandbox-developer, valid until")
    picker.press("C-c")
    picker.wait_for("left with 0")

    identity = json.loads(
        _tool(
            stage,
            sys.executable,
            "-c",
            "import boto3, json; s = boto3.Session(profile_name='sandbox-developer');"
            "z = s.client('ec2').describe_availability_zones()['AvailabilityZones'];"
            "i = s.client('sts').get_caller_identity();"
            "print(json.dumps({'Arn': i['Arn'], 'Zone': z[0]['RegionName']}))",
        )
    )
    role = f"arn:aws:sts::{SANDBOX}:assumed-role/developer/alice"
    assert identity == {"Arn": role, "Zone": "eu-central-1"}

    profile = ("--profile", "sandbox-developer", "--output", "json")
    told = json.loads(_tool(stage, "aws", "sts", "get-caller-identity", *profile))
    assert (told["Account"], told["Arn"]) == (SANDBOX, role)
    zones = json.loads(_tool(stage, "aws", "ec2", "describe-availability-zones", *profile))
    assert {zone["RegionName"] for zone in zones["AvailabilityZones"]} == {"eu-central-1"}


def test_a_captured_picker_makes_the_shell_the_role(
    window: Window, stage: Stage, live_aws: EmbeddedAws, tmp_path: Path
) -> None:
    shell = window("bash", "--norc", "--noprofile", size=(100, 30))
    shell.type('PS1="ready> "\n')
    shell.wait_for("ready>")
    shell.type('out="$(rolecall)" && eval "$out"\n')
    _pick_sandbox_developer(shell)
    shell.wait_for(", as alice")
    shell.type(_code(live_aws))
    shell.wait(lambda screen: screen.rstrip().endswith("ready>"), "the shell again")

    told = tmp_path / "told"
    shell.type(f"aws sts get-caller-identity --query Arn --output text > {told}; echo told\n")
    shell.wait(lambda screen: "\ntold" in screen, "told")
    assert told.read_text().strip() == f"arn:aws:sts::{SANDBOX}:assumed-role/developer/alice"


def test_a_captured_picker_left_without_a_pick_gives_the_shell_nothing(window: Window) -> None:
    shell = window("bash", "--norc", "--noprofile")
    shell.type('out="$(rolecall)"; echo "status $? out=[$out]"\n')
    shell.wait_for("targets")
    shell.press("Escape")
    shell.wait_for("status 130 out=[]")


def test_a_captured_picker_has_the_windows_size_and_follows_it(window: Window) -> None:
    shell = window("bash", "--norc", "--noprofile", size=(120, 40))
    shell.type('out="$(rolecall)"\n')
    wide = shell.wait_for("targets")
    assert max(len(line.rstrip()) for line in wide.splitlines()) > 110
    assert "tab mark   ^t sessions" in wide.splitlines()[39]

    shell.resize(80, 24)
    narrow = shell.wait(lambda s: "enter assume" in s.splitlines()[23], "the keys in the last row")
    assert max(len(line.rstrip()) for line in narrow.splitlines()) <= 80


def test_a_terminated_picker_leaves_the_terminal_whole(window: Window, tmp_path: Path) -> None:
    shell = window("bash", "--norc", "--noprofile")
    shell.type(f"sh -c 'echo $$ > {tmp_path}/pid; exec rolecall'; echo status $?; stty -a\n")
    shell.wait_for("targets")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)
    screen = shell.wait_for("status 143")
    screen = shell.wait_for("icanon")
    assert " icanon" in screen
    assert " echo " in screen
    assert "29 targets" not in screen
