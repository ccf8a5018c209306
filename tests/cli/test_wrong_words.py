"""A command line that nothing understands: what it may have meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.drivers.program import Program, write


def hint_of(program: Program, *words: str) -> tuple[str, str]:
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    message, hint = done.stderr.splitlines()
    assert not program.aws.calls
    return message, hint.removeprefix("hint: ")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["exprot"], "Did you mean rolecall export?"),
        (["session"], "Did you mean rolecall sessions?"),
        (["cred"], "Did you mean rolecall credential-process?"),
        (["ls"], "Did you mean rolecall list?"),
        (["logout"], "Did you mean rolecall forget?"),
        (["sandbx"], "Did you mean rolecall export sandbox?"),
        (["frobnicate"], "rolecall --help lists the commands."),
        (["complet"], "rolecall --help lists the commands."),
    ],
)
def test_an_unknown_command_names_the_nearest(
    program: Program, words: list[str], hint: str
) -> None:
    assert hint_of(program, *words) == (f"Unknown command: {words[0]}.", hint)


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (["sandbox"], "sandbox"),
        (["sandbox", "admin"], "sandbox admin"),
        (["SANDBOX", "--region", "eu-west-1"], "SANDBOX"),
        (["222233334444"], "222233334444"),
        (["sandbox", "a;b"], "sandbox 'a;b'"),
    ],
)
def test_an_account_in_the_place_of_a_command_is_known(
    program: Program, words: list[str], target: str
) -> None:
    message, hint = hint_of(program, *words)
    assert message == f"{words[0]} is an account, not a command."
    assert hint == f"Did you mean rolecall export {target}? Or rolecall exec {target} -- CMD?"


def test_a_role_arn_in_the_place_of_a_command_is_known(program: Program) -> None:
    arn = "arn:aws:iam::222233334444:role/read"
    assert f"rolecall export {arn}?" in hint_of(program, arn)[1]


def test_files_that_cannot_be_read_spoil_no_hint(program: Program) -> None:
    write(program.paths.accounts_file, "{")
    write(program.paths.config_file, "[")
    assert hint_of(program, "exprot")[1] == "Did you mean rolecall export?"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("exec sandbox admin sh -c true", "exec sandbox admin -- sh -c true"),
        ("exec sandbox sh -c true", "exec sandbox -- sh -c true"),
        ("exec sandbox sh", "exec sandbox -- sh"),
        (
            "exec sandbox admin --region eu-west-1 sh --login",
            "exec sandbox admin --region eu-west-1 -- sh --login",
        ),
        ("demo sh -c true", "demo -- sh -c true"),
    ],
)
def test_where_the_dashes_go_is_shown(program: Program, words: str, meant: str) -> None:
    message, hint = hint_of(program, *words.split())
    assert message == "Missing: -- before the command to run."
    assert hint == f"Did you mean rolecall {meant}?"


def test_a_command_with_blanks_is_quoted_in_the_hint(program: Program) -> None:
    assert "-- sh -c 'echo a b'?" in hint_of(program, "exec", "sandbox", "sh", "-c", "echo a b")[1]


@pytest.mark.parametrize("words", ["exec sandbox", "exec sandbox admin", "exec sandbox admin --"])
def test_without_a_command_the_usage_is_shown(program: Program, words: str) -> None:
    message, hint = hint_of(program, *words.split())
    assert (message, hint[:20]) == ("Missing: -- CMD.", "Usage: rolecall exec")


def test_a_role_named_as_a_program_stays_a_role(program: Program, tmp_path: Path) -> None:
    tool = tmp_path / "admin"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    program.env["PATH"] = f"{tmp_path}:{program.env['PATH']}"
    assert hint_of(program, "exec", "sandbox", "admin")[0] == "Missing: -- CMD."


# A role that is nearly a known one


@pytest.mark.parametrize(
    "words",
    [
        "export production raed",
        "export 222233334444 raed",
        "exec production raed -- true",
        "profile production raed",
        "copy production raed --command",
        "console production raed --print",
        "credential-process production raed",
        "renew production raed",
        "forget production raed",
    ],
)
def test_a_role_that_is_nearly_a_known_one_is_doubted_before_aws_is_asked(
    program: Program, words: str
) -> None:
    message, hint = hint_of(program, *words.split())
    assert message == "production has no known role raed."
    assert hint == 'Did you mean "read"? To assume raed all the same, add --force-role.'


def test_a_forced_role_an_arn_and_the_classic_ask_aws(program: Program) -> None:
    role = program.aws.world.role("production", "read")
    for words in (
        ["export", "production", "raed", "--force-role"],
        ["export", f"{role.arn[:-4]}raed"],
        ["assume-role", "production", "raed"],
    ):
        program.aws.calls.clear()
        done = program.run(*words, *([] if "assume" in words[0] else ["--no-input"]))
        assert "raed" not in done.stderr
        assert program.aws.calls, done.stderr


def test_a_role_that_aws_once_accepted_is_no_typo(program: Program) -> None:
    program.sign_in("production", "read")
    role = program.aws.world.role("production", "read")
    program.aws.world.add_role(replace(role, name="reads"))
    done = program.run("export", "production", "reads", "--force-role", "--no-input")
    assert done.returncode == 0, done.stderr
    assert program.run("export", "production", "reads", "--no-input").returncode == 0


# A region that does not exist


@pytest.mark.parametrize(
    ("region", "near"),
    [("eu-cental-1", "eu-central-1"), ("eu-west-9", "eu-west-1"), ("xx-yy-1", "")],
)
@pytest.mark.parametrize(
    "words", ["export production", "exec production -- true", "export --profile default"]
)
def test_a_region_that_does_not_exist_is_refused_before_aws_is_asked(
    program: Program, words: str, region: str, near: str
) -> None:
    first, *rest = words.split()
    message, hint = hint_of(program, first, "--region", region, *rest)
    assert message == f"Rolecall knows no AWS region {region}."
    assert hint.startswith(f"Did you mean {near}? " if near else "For a region newer")
    assert f"AWS_REGION={region}" in hint


def test_a_region_newer_than_this_version_works_by_the_environment(program: Program) -> None:
    program.sign_in("production")
    done = program.run("export", "production", env={"AWS_REGION": "eu-west-9"})
    assert done.returncode == 0
    assert 'AWS_REGION="eu-west-9"' in done.stdout
    assert "Rolecall knows no AWS region eu-west-9. Did you mean eu-west-1?" in done.stderr
    process = program.run("credential-process", "production", "read", "--region", "eu-west-9")
    assert process.returncode == 0, "a profile that another version wrote"


# Other names


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("init bsh", 'Did you mean "bash"?'),
        ("init ksh", 'Did you mean "zsh"?'),
        ("init tcl", "Choose one of: bash, zsh, fish, powershell."),
        ("export production --shell fihs", 'Did you mean "fish"?'),
        ("export production --shell dotnev", 'Did you mean "dotenv"?'),
        ("copy production --shell fihs", 'Did you mean "fish"?'),
        ("export --profile defualt", 'Did you mean "default"?'),
        ("docs pciker", "Did you mean rolecall docs picker?"),
        ("trust-policy bastoin 111122223333", 'Did you mean "bastion"?'),
        ("export prodction", 'Did you mean "production"?'),
        ("export produ", 'Did you mean "production"?'),
    ],
)
def test_the_nearest_name_is_the_hint(program: Program, words: str, hint: str) -> None:
    assert hint_of(program, *words.split())[1] == hint
