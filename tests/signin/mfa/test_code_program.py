"""`[mfa] process`: a command prints the code, and nobody is asked unless it fails."""

import shlex
import sys
from pathlib import Path

import pytest

from rolecall.core.errors import Cancelled, InputNeeded
from rolecall.signin.mfa import code_program
from rolecall.signin.plan import Options
from rolecall.signin.prompters import SilentPrompter
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

WAITING = "waiting for the code of the [mfa] process: touch your key, or unlock it"


def _process(visitor: Visitor, code: str) -> None:
    """Set a command that runs this Python code."""
    command = shlex.join([sys.executable, "-c", code])
    config = Path(visitor.paths.config_file)
    text = config.read_text(encoding="utf-8")
    config.write_text(f"[mfa]\nprocess = '''{command}'''\n\n{text}", encoding="utf-8")


@pytest.mark.parametrize("printed", ["{}", "{}\\n", "otp: none\\n{}\\n", " {} ", "\\uff11{}"])
def test_the_code_it_prints_is_taken_and_nobody_is_asked(visitor: Visitor, printed: str) -> None:
    code = visitor.code()
    shown = code[:3] + " " + code[3:]
    if "uff" in printed:  # a full-width digit, as some input methods type it
        printed, shown = "{}", chr(ord("０") + int(code[0])) + code[1:]
    _process(visitor, f"print('{printed.format(shown)}')")
    prompter = ScriptedPrompter()
    signed_in = visitor.follow(visitor.plan("staging", "read"), prompter)
    assert prompter.questions == []
    assert WAITING in prompter.steps, "its waiting is seen"
    assert signed_in.asked_code
    assert visitor.last("GetSessionToken").parameters["TokenCode"] == code
    assert visitor.held == ["mfa", "role"]


def test_it_serves_where_nobody_can_be_asked(visitor: Visitor) -> None:
    _process(visitor, f"print({visitor.code()!r})")
    visitor.desk().become(visitor.plan("staging", "read"), SilentPrompter())
    assert visitor.held == ["mfa", "role"]


def test_more_than_an_hour_takes_its_code_as_well(visitor: Visitor) -> None:
    visitor.aws.world.role("sandbox", "admin").max_session = 43_200
    _process(visitor, f"print({visitor.code()!r})")
    visitor.follow(visitor.plan("sandbox", "admin", Options(duration="12h")), ScriptedPrompter())
    assert visitor.last("AssumeRole").parameters["TokenCode"] == visitor.code()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(3)", "The [mfa] process of config.toml exited with status 3."),
        ("print('no code')", "The [mfa] process of config.toml printed no MFA code."),
        ("print('1' * 9000)", "The [mfa] process of config.toml printed more than 4 KiB."),
    ],
)
def test_where_it_fails_that_is_said_and_the_code_is_asked_for(
    visitor: Visitor, code: str, why: str
) -> None:
    _process(visitor, code)
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging", "read"), prompter)
    assert len(prompter.questions) == 1
    assert prompter.notices[0].startswith(why)
    assert "by hand" in prompter.notices[0]


def test_a_command_that_does_not_exist_or_parse_is_no_end(visitor: Visitor) -> None:
    config = Path(visitor.paths.config_file)
    text = config.read_text(encoding="utf-8")
    for command in ("/no/such/program", "echo 'open"):
        config.write_text(f'[mfa]\nprocess = "{command}"\n\n{text}', encoding="utf-8")
        prompter = ScriptedPrompter(visitor.code())
        visitor.follow(visitor.plan("staging", "read"), prompter)
        assert "[mfa] process" in prompter.notices[0]
        assert "Try its command by hand: " in prompter.notices[0]
        visitor.clock.advance(13 * 3600)


def test_a_refused_code_is_asked_for_by_hand(visitor: Visitor) -> None:
    _process(visitor, f"print({visitor.wrong_code()!r})")
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging", "read"), prompter)
    assert len(prompter.questions) == 1
    assert prompter.questions[0].refusal is not None
    assert visitor.actions.count("GetSessionToken") == 2


def test_it_is_given_up_after_its_time(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_program, "LIMIT", 0.2)
    _process(visitor, "import time; time.sleep(60)")
    prompter = ScriptedPrompter(visitor.code())
    visitor.follow(visitor.plan("staging", "read"), prompter)
    assert "did not answer within 0.2 s" in prompter.notices[0]


def test_leaving_ends_it_and_sends_nothing(visitor: Visitor, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    _process(visitor, f"import time; open({str(begun)!r}, 'w').close(); time.sleep(60)")

    class Leaving(ScriptedPrompter):
        def check_cancelled(self) -> None:
            if begun.exists():
                raise Cancelled

    with pytest.raises(Cancelled):
        visitor.follow(visitor.plan("staging", "read"), Leaving())
    assert "GetSessionToken" not in visitor.actions


def test_a_code_or_a_device_that_was_named_comes_first(visitor: Visitor) -> None:
    _process(visitor, "raise SystemExit(9)")
    prompter = ScriptedPrompter(visitor.code(1))
    plan = visitor.plan("staging", "read", Options(mfa_device="alice-backup"))
    visitor.follow(plan, prompter)
    assert prompter.notices == []
    assert WAITING not in prompter.steps


def test_without_it_nobody_is_no_one(visitor: Visitor) -> None:
    with pytest.raises(InputNeeded):
        visitor.desk().become(visitor.plan("staging", "read"), SilentPrompter())
