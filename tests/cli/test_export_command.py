"""`rolecall export`, run as scripts and shells run it."""

import pytest

from tests.cli.program import Program, exported


def assumed(program: Program, access_key_id: str) -> str:
    """The ARN AWS knows the holder of a key by."""
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
    assert [asked.action for asked in program.aws.asked] == ["AssumeRole"]


def test_a_held_session_asks_nobody(program: Program) -> None:
    program.sign_in("production")
    first = program.run("export", "production").stdout
    program.aws.close()
    again = program.run("export", "production", "read")
    assert (again.returncode, again.stdout) == (0, first)
    assert not program.aws.asked


@pytest.mark.parametrize(
    "name", ["222233334444", "2222-3333-4444", "arn:aws:iam::222233334444:role/read"]
)
def test_an_account_has_several_names(program: Program, name: str) -> None:
    program.sign_in("production")
    done = program.run("export", name, "--no-input")
    assert exported(done.stdout)["AWS_ACCOUNT_ID"] == "222233334444"
    assert not program.aws.asked


def test_a_code_works_once_and_aws_is_not_asked_again(program: Program) -> None:
    code = program.code()
    assert program.run("export", "production", "--mfa-code", code).returncode == 0
    program.run("forget", "--all")
    program.aws.asked.clear()
    done = program.run("export", "production", "--mfa-code", code)
    assert done.returncode == 1
    assert done.stdout == ""
    message, hint = done.stderr.splitlines()
    assert "sent already" in message
    assert hint.startswith("hint: ") and (" s." in hint or "by now" in hint)
    assert program.aws.times_asked("GetSessionToken") == 0


def test_a_refused_code_given_beforehand_is_not_asked_for_again(program: Program) -> None:
    wrong = "000000" if program.code() != "000000" else "111111"
    talk = program.talk(["export", "production", "--mfa-code", wrong], [])
    assert talk.status == 1
    assert talk.stdout == ""
    assert "AWS refused that code" in talk.shown
    assert program.aws.times_asked("GetSessionToken") == 1


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


def test_a_shortened_duration_is_said_beside_the_data(program: Program) -> None:
    done = program.run("export", "sandbox", "--duration", "12h", "--mfa-code", program.code())
    assert done.returncode == 0
    assert done.stderr == "AWS gives 1 h at most for a role taken with an MFA session.\n"


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
