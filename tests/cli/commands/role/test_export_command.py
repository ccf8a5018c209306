"""`rolecall export` as scripts and shells run it."""

import json
import time
from pathlib import Path

import pytest

from tests.drivers.program import Program, exported, write


def assumed(program: Program, access_key_id: str) -> str:
    """The ARN that AWS knows the holder of a key by."""
    key = program.aws.world.key(access_key_id)
    assert key is not None
    return key.caller.arn


def test_the_lines_make_a_shell_the_role(program: Program) -> None:
    done = program.shell(
        f'out="$(rolecall export production admin --mfa-code {program.code()})" && eval "$out" &&'
        ' printf "%s %s" "$AWS_ACCESS_KEY_ID" "$AWS_ACCOUNT_ID"'
    )
    key, account_id = done.stdout.split()
    assert account_id == "222233334444"
    assert assumed(program, key) == "arn:aws:sts::222233334444:assumed-role/admin/alice"
    assert done.stderr == ""


def test_a_second_role_asks_for_no_code(program: Program) -> None:
    program.sign_in("production")
    done = program.run("export", "staging", "developer", "--no-input")
    assert done.returncode == 0, done.stderr
    assert [asked.action for asked in program.aws.calls] == ["AssumeRole"]


def test_a_held_session_asks_nobody(program: Program) -> None:
    program.sign_in("production")
    first = program.run("export", "production").stdout
    program.aws.close()
    again = program.run("export", "production", "read")
    assert (again.returncode, again.stdout) == (0, first)
    assert not program.aws.calls


@pytest.mark.parametrize(
    "name", ["222233334444", "2222-3333-4444", "arn:aws:iam::222233334444:role/read"]
)
def test_an_account_has_several_names(program: Program, name: str) -> None:
    program.sign_in("production")
    done = program.run("export", name, "--no-input")
    assert exported(done.stdout)["AWS_ACCOUNT_ID"] == "222233334444"
    assert not program.aws.calls


def test_a_code_works_once_and_aws_is_not_asked_again(program: Program) -> None:
    code = program.code()
    assert program.run("export", "production", "--mfa-code", code).returncode == 0
    program.run("forget", "--all")
    program.aws.calls.clear()
    done = program.run("export", "production", "--mfa-code", code)
    assert done.returncode == 1
    assert done.stdout == ""
    message, hint = done.stderr.splitlines()
    assert "already used" in message
    assert hint.startswith("hint: ") and (" s." in hint or "by now" in hint)
    assert program.aws.times_called("GetSessionToken") == 0


def test_a_refused_code_given_beforehand_is_not_asked_for_again(program: Program) -> None:
    wrong = "000000" if program.code() != "000000" else "111111"
    talk = program.talk(["export", "production", "--mfa-code", wrong], [])
    assert talk.status == 1
    assert talk.stdout == ""
    assert "AWS refused that code" in talk.shown
    assert program.aws.times_called("GetSessionToken") == 1


def test_the_device_is_named_by_its_short_name(program: Program) -> None:
    done = program.run(
        "export", "production", "--mfa-device", "alice-backup", "--mfa-code", program.code(1)
    )
    assert done.returncode == 0, done.stderr
    done = program.run("forget", "--all")
    done = program.run("export", "production", "--mfa-device", "pager", "--mfa-code", "123456")
    assert done.returncode == 2
    assert "alice-phone, alice-backup" in done.stderr


@pytest.mark.parametrize("words", [["--no-input"], []])
def test_a_question_nobody_can_answer_is_status_3(program: Program, words: list[str]) -> None:
    done = program.run("export", "production", *words)
    assert (done.returncode, done.stdout) == (3, "")
    message, hint = done.stderr.splitlines()
    assert "--no-input" in message if words else "no terminal" in message
    assert "--mfa-code" in hint


def test_no_input_asks_nothing_on_a_terminal_either(program: Program) -> None:
    talk = program.talk(["export", "production", "--no-input"], [])
    assert (talk.status, talk.stdout) == (3, "")


def test_without_a_known_region_none_is_exported(program: Program) -> None:
    program.env["AWS_CONFIG_FILE"] = "/dev/null"
    done = program.run("export", "production", "--mfa-code", program.code())
    assert done.returncode == 0, done.stderr
    assert "AWS_REGION" not in exported(done.stdout)


def test_the_region_comes_from_the_option_first(program: Program) -> None:
    program.sign_in("production")
    done = program.run("export", "production", "--region", "eu-west-3")
    assert exported(done.stdout)["AWS_DEFAULT_REGION"] == "eu-west-3"
    done = program.run("export", "production", "--region", "here; touch x")
    assert (done.returncode, done.stdout) == (2, "")


def test_more_than_an_hour_takes_a_code_for_this_role_alone(program: Program) -> None:
    given = ("--duration", "12h", "--mfa-code", program.code())
    done = program.run("export", "sandbox", "admin", *given)
    assert (done.returncode, done.stderr) == (0, "")
    lasts = int(exported(done.stdout)["ROLECALL_EXPIRES"]) - time.time()
    assert 11.9 * 3600 < lasts < 12.1 * 3600
    assert program.aws.times_called("GetSessionToken") == 0


def test_more_than_the_role_allows_is_refused_with_what_it_does(program: Program) -> None:
    done = program.run("export", "sandbox", "--duration", "12h", "--mfa-code", program.code())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("sandbox · read allows no session of 12 h.\nhint: ")
    assert "--duration 1h" in done.stderr


def test_the_question_says_that_the_code_is_for_one_role(program: Program) -> None:
    answers = [("Device [1]: ", "\n"), ("MFA code of", f"{program.code()}\n")]
    talk = program.talk(["export", "sandbox", "admin", "--duration", "4h"], answers)
    assert talk.status == 0, talk.shown
    assert "sandbox · admin for 4 h: more than 1 h takes a code for this role alone." in talk.shown


def test_a_shortened_duration_is_said_beside_the_data(program: Program) -> None:
    program.sign_in("sandbox", "read")
    done = program.run("export", "sandbox", "admin", "--duration", "12h", "--no-input")
    assert done.returncode == 0
    assert done.stderr == "AWS allows at most 1 h for a role assumed with an MFA session.\n"


def test_the_dialect_is_the_one_asked_for(program: Program) -> None:
    program.sign_in("production")
    done = program.run("export", "production", "--shell", "fish")
    assert "set -gx AWS_ACCOUNT_ID" in done.stdout
    done = program.run("export", "production", "--shell", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("shell", "use"),
    [
        ("bash", 'out="$(rolecall export …)" && eval "$out"'),
        ("fish", "rolecall export … | source"),
    ],
)
def test_secrets_on_the_screen_come_with_a_hint_how_to_use_the_lines(
    program: Program, shell: str, use: str
) -> None:
    program.sign_in("production")
    words = ["export", "production", "--shell", shell]
    talk = program.talk(words, [], captured=False)
    assert "AWS_ACCOUNT_ID" in talk.shown
    assert talk.shown.endswith(f"hint: These lines hold secrets; to use them: {use}\r\n")
    assert "hint" not in program.talk(words, []).shown


def test_options_may_stand_between_account_and_role(program: Program) -> None:
    program.sign_in("production", "admin")
    done = program.run("export", "production", "--no-input", "admin")
    assert exported(done.stdout)["AWS_ACCOUNT_ROLE"] == "admin"


def test_json_and_dotenv_are_forms_of_the_same(program: Program) -> None:
    program.sign_in("production")
    wanted = exported(program.run("export", "production", "--shell", "sh").stdout)
    found = json.loads(program.run("export", "production", "--shell", "json").stdout)
    assert {name: value for name, value in found.items() if value is not None} == wanted
    assert found["AWS_PROFILE"] is None
    lines = program.run("export", "production", "--shell", "dotenv").stdout.splitlines()
    assert dict(line.split("=", 1) for line in lines) == wanted


def test_only_export_knows_forms_that_no_shell_evaluates(program: Program) -> None:
    for words in (["assume-role", "production"], ["copy", "production"], ["--stay"]):
        done = program.run(*words, "--shell", "json")
        assert done.returncode in (1, 2)
        assert "There are no export lines for " in done.stderr
        assert not program.aws.calls


def test_a_profile_is_used_in_the_place_of_a_session(program: Program) -> None:
    program.sign_in("production")
    program.run("profile", "production", "--region", "eu-west-3")
    done = program.shell(
        'eval "$(rolecall export staging)"\n'
        'out="$(rolecall export --profile production-read)" && eval "$out"\n'
        'echo "$AWS_PROFILE $AWS_REGION $AWS_DEFAULT_REGION"\n'
        "env | grep -e KEY -e TOKEN -e AWS_ACCOUNT -e EXPIR -e GEO_ENV || echo nothing else"
    )
    assert done.stdout == "production-read eu-west-3 eu-west-3\nnothing else\n"
    asked = len(program.aws.calls)
    lines = program.run("export", "--profile", "auditor", "--region", "us-east-2").stdout
    assert exported(lines) == {
        "AWS_PROFILE": "auditor",
        "AWS_REGION": "us-east-2",
        "AWS_DEFAULT_REGION": "us-east-2",
    }
    assert len(program.aws.calls) == asked


@pytest.mark.parametrize("name", ["nowhere", "", "DEFAULT", "$(touch x)"])
def test_a_profile_that_no_file_has_is_refused(program: Program, name: str) -> None:
    done = program.run("export", "--profile", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"There is no profile {name}."


def test_a_broken_file_is_told_where_a_profile_is_not_found(program: Program) -> None:
    write(program.paths.aws_credentials, "oops\n")
    done = program.run("export", "--profile", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 1" in done.stderr.splitlines()[0]


def test_the_files_are_parsed_once_for_this_command_and_the_next(program: Program) -> None:
    """Importing the TOML parser would take a tenth of the time of each."""
    done = program.run("export", "production", "--mfa-code", program.code())
    assert done.returncode == 0, done.stderr
    assert list(Path(program.paths.cache_folder, "parsed").glob("*.json"))
