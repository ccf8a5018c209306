"""The classic's output evaluated in its users' shells: correct variables, no stale ones."""

import json
import shutil

import pytest

from rolecall.handover.shell.variables import CLASSIC_SESSION, CONTRADICTING
from tests.classic.stage import DEV, Classic

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile"],
    "zsh": ["zsh", "-f"],
    "fish": ["fish", "--no-config"],
    "dash": ["dash"],
}
EVALS = ["eval $(assume-role {})", 'eval "$(assume-role {})"']
DIRTY = dict.fromkeys(
    (*CONTRADICTING, *CLASSIC_SESSION, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "stale"
) | {
    "AWS_SESSION_TOKEN": "stale",
    "AWS_SECURITY_TOKEN": "stale",
    "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00Z",
    "ROLECALL_EXPIRES": "1",
    "AWS_ACCOUNT_ID": "stale",
    "AWS_ACCOUNT_NAME": "stale",
    "AWS_ACCOUNT_ROLE": "stale",
    "GEO_ENV": "stale",
}
# A file that an unquoted word with a star or an octal escape would expand to.
BAIT = ["a", "*", "=", "export", "AWS_REGION=x"]
SHOW = "python3 -c 'import json, os; print(json.dumps(dict(os.environ)))'"


@pytest.fixture(params=list(SHELLS))
def shell(request: pytest.FixtureRequest) -> list[str]:
    """The command that starts a shell."""
    command = SHELLS[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return command


@pytest.fixture(params=["clean", "dirty"])
def dirt(request: pytest.FixtureRequest) -> dict[str, str]:
    return DIRTY if request.param == "dirty" else {}


def variables(
    classic: Classic, shell: list[str], script: str, env: dict[str, str]
) -> dict[str, str]:
    """The environment of a child of the shell after the script."""
    for name in BAIT:
        (classic.folder / name).touch()
    done = classic.shell(shell, f"{script}\n{SHOW}", env)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def check(classic: Classic, found: dict[str, str], role: str) -> None:
    """Check that the variables are exactly those of the one role session."""
    issued = classic.world.key(found["AWS_ACCESS_KEY_ID"])
    assert issued is not None
    assert issued.caller.arn.startswith(f"arn:aws:sts::{DEV}:assumed-role/{role}/")
    assert found["AWS_SECRET_ACCESS_KEY"] == issued.secret
    assert found["AWS_SESSION_TOKEN"] == found["AWS_SECURITY_TOKEN"] == issued.token
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == "us-east-1"
    assert (found["AWS_ACCOUNT_ID"], found["AWS_ACCOUNT_NAME"]) == (DEV, "dev")
    assert (found["AWS_ACCOUNT_ROLE"], found["GEO_ENV"]) == (role, "dev")
    assert int(found["ROLECALL_EXPIRES"]) == issued.expires
    assert not set(CONTRADICTING) & set(found)
    assert "stale" not in found.values()


@pytest.mark.parametrize("form", EVALS, ids=["bare", "quoted"])
def test_a_bastions_role(
    classic: Classic, shell: list[str], dirt: dict[str, str], form: str
) -> None:
    words = f"dev look_around {classic.code} us-east-1"
    found = variables(classic, shell, form.format(words), dirt)
    check(classic, found, "look_around")
    session = classic.world.key(found["AWS_SESSION_ACCESS_KEY_ID"])
    assert session is not None and session.caller.arn == classic.user.arn


@pytest.mark.parametrize("form", EVALS, ids=["bare", "quoted"])
def test_a_role_by_saml(
    classic: Classic, shell: list[str], dirt: dict[str, str], form: str
) -> None:
    classic.saml()
    found = variables(classic, shell, form.format("dev look_around us-east-1"), dirt)
    check(classic, found, "look_around")
    assert not set(CLASSIC_SESSION) & set(found)


@pytest.mark.parametrize("form", EVALS, ids=["bare", "quoted"])
def test_the_debug_lines_set_variables_of_the_shell_alone(
    classic: Classic, shell: list[str], form: str
) -> None:
    words = f"dev look_around {classic.code} us-east-1"
    script = f'{form.format(words)}\necho "$ROLE_SESSION_ARGS" >args; echo "$ROLE_SESSION" >answer'
    found = variables(classic, shell, script, {"DEBUG_ASSUME_ROLE": "true"})
    check(classic, found, "look_around")
    assert (classic.folder / "args").read_text().startswith(f"--role-arn arn:aws:iam::{DEV}:role/")
    answer = json.loads((classic.folder / "answer").read_text())
    assert answer["Credentials"]["AccessKeyId"] == found["AWS_ACCESS_KEY_ID"]
    assert "ROLE_SESSION" not in found


def test_clear_leaves_nothing_of_a_role(
    classic: Classic, shell: list[str], dirt: dict[str, str]
) -> None:
    words = f"dev look_around {classic.code} us-east-1"
    script = f'eval "$(assume-role {words})"\neval $(assume-role --clear)'
    before = variables(classic, shell, "", {})
    left = variables(classic, shell, script, dirt)
    assert {name for name in left if name.startswith(("AWS", "GEO", "ROLECALL"))} == {
        name for name in before if name.startswith(("AWS", "GEO", "ROLECALL"))
    }


def test_clear_keeps_the_base_profile_that_was_there_before(classic: Classic) -> None:
    script = f'eval "$(assume-role dev sudo {classic.code})"\neval "$(assume-role --clear)"'
    left = variables(classic, SHELLS["bash"], script, {"AWS_PROFILE_ASSUME_ROLE": "default"})
    assert left["AWS_PROFILE_ASSUME_ROLE"] == "default"


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_sourced_it_is_a_function_of_the_shell(
    classic: Classic, name: str, dirt: dict[str, str]
) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    words = f"dev look_around {classic.code} us-east-1"
    script = f"source $(which assume-role)\nassume-role {words}"
    check(classic, variables(classic, SHELLS[name], script, dirt), "look_around")


def test_a_failure_leaves_the_shell_as_it_was(classic: Classic, shell: list[str]) -> None:
    classic.world.role("dev", "sudo").trusts.clear()
    script = f"eval $(assume-role dev look_around {classic.code} us-east-1)"
    found = variables(classic, shell, f"{script}\neval $(assume-role dev sudo us-east-1)", {})
    check(classic, found, "look_around")


def test_the_mfa_session_in_the_environment_is_used_instead_of_a_code(classic: Classic) -> None:
    words = f"dev look_around {classic.code} us-east-1"
    script = (
        f'eval "$(assume-role {words})"\n'
        'rm -r "$HOME/.cache"\n'  # as the classic left it: it exists only in the environment
        'eval "$(assume-role dev sudo "" us-east-1)"'
    )
    found = variables(classic, SHELLS["bash"], script, {})
    check(classic, found, "sudo")
    assert classic.aws.times_called("GetSessionToken") == 1
