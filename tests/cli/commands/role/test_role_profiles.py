"""Two role profiles of one role, and two accounts with one profile name."""

import configparser
from pathlib import Path

import pytest

from tests.drivers import sdk
from tests.drivers.program import Program, exported

STAGING = "arn:aws:iam::333344445555:role/read"


@pytest.fixture
def ways(program: Program) -> Program:
    """Two profiles, `first` and `second`, of one role with different session names; MFA is held."""
    lines = []
    for name in ("first", "second"):
        lines += [
            f"[profile {name}]",
            f"role_arn = {STAGING}",
            "source_profile = default",
            "external_id = 333344445555",
            "mfa_serial = arn:aws:iam::111122223333:mfa/alice-phone",
            f"role_session_name = as-{name}",
        ]
    with open(program.paths.aws_config, "a") as file:
        file.write("\n".join(["", *lines, ""]))
    Path(program.paths.config_file).write_text("")
    Path(program.paths.accounts_file).write_text("{}")
    program.sign_in("first")
    return program


def who(program: Program, profile: str) -> str:
    return sdk.boto(program, profile, sdk.WHO).stdout.strip().rpartition("/")[2]


def test_renewing_and_forgetting_one_leaves_the_other(ways: Program) -> None:
    for name in ("first", "second"):
        assert ways.run("profile", name, "--name", f"x-{name}").returncode == 0
    for name in ("first", "second"):
        done = ways.run("renew", name)
        assert f", also in profile x-{name}." in done.stderr, done.stderr
        assert "x-first" not in done.stderr or name == "first"
    assert (who(ways, "x-first"), who(ways, "x-second")) == ("as-first", "as-second")
    done = ways.run("forget", "first")
    assert "Removed profile x-first." in done.stderr and "x-second" not in done.stderr
    assert who(ways, "x-second") == "as-second"


def test_a_call_made_of_one_is_that_one_everywhere(ways: Program) -> None:
    for name in ("first", "second"):
        assert ways.run("profile", name, "--dynamic", "--name", f"d-{name}").returncode == 0
    assert (who(ways, "d-first"), who(ways, "d-second")) == ("as-first", "as-second")


def roles(program: Program) -> list[dict[str, str]]:
    return [record for record in program.json("sessions") if record["kind"] == "role"]


def test_the_profile_tells_the_ways_to_a_role_apart(ways: Program) -> None:
    for name in ("first", "second"):
        done = ways.run("export", STAGING, "--role-profile", name)
        assert exported(done.stdout)["AWS_ACCOUNT_ROLE"] == "read"
    told = ways.run("sessions").stdout
    assert "read · first" in told and "read · second" in told
    listed = [line for line in ways.run("list").stdout.splitlines() if "333344445555" in line]
    assert len(listed) == len(set(listed)) >= 2
    held = {record["session_name"]: record["role_profile"] for record in roles(ways)}
    assert held == {"as-first": "first", "as-second": "second"}
    refused = ways.run("export", STAGING, "--role-profile", "third")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "No role profile third" in refused.stderr


def test_min_ttl_renews_the_session_that_was_asked_for(ways: Program) -> None:
    for name in ("first", "second"):
        ways.run("profile", name, "--name", f"x-{name}")
    done = ways.run("exec", "second", "--min-ttl", "59m", "--", "true")
    assert done.returncode == 0, done.stderr
    assert (who(ways, "x-first"), who(ways, "x-second")) == ("as-first", "as-second")


# One profile name, two accounts


def names(program: Program) -> dict[str, str]:
    """The account of each profile, by the role that the file names."""
    parser = configparser.RawConfigParser()
    parser.read(program.paths.aws_credentials)
    return {
        name: parser[name]["x_rolecall_role"].split(":")[4]
        for name in parser.sections()
        if "x_rolecall_role" in parser[name]
    }


@pytest.fixture
def alike(program: Program) -> Program:
    """Accounts whose default profile names are the same."""
    Path(program.paths.accounts_file).write_text(
        '{"eu prod": "222233334444", "eu/prod": "333344445555", "生产": "222233334444",'
        ' "测试": "333344445555", "-x": "333344445555"}'
    )
    Path(program.paths.config_file).write_text("")
    program.sign_in("222233334444")
    return program


def test_the_second_account_of_a_name_gets_a_number_and_keeps_it(alike: Program) -> None:
    for _ in range(2):
        assert alike.run("profile", "eu prod").stdout == "eu-prod-read\n"
        assert alike.run("profile", "eu/prod").stdout == "eu-prod-read-2\n"
    assert names(alike) == {"eu-prod-read": "222233334444", "eu-prod-read-2": "333344445555"}


def test_names_in_other_scripts_are_usable(alike: Program) -> None:
    assert alike.run("profile", "生产").stdout == "222233334444-read\n"
    assert alike.run("profile", "测试").stdout == "333344445555-read\n"
    assert alike.run("profile", "333344445555").stdout[:1] != "-"


def test_a_name_that_holds_another_role_is_asked_for(alike: Program) -> None:
    alike.run("profile", "222233334444", "--name", "work")
    done = alike.run("profile", "333344445555", "--name", "work")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Profile work holds the session of read in 222233334444." in done.stderr
    assert "--replace" in done.stderr
    words = ["profile", "333344445555", "--name", "work"]
    for answer, account in (("n\n", "222233334444"), ("y\n", "333344445555")):
        talk = alike.talk(words, [("Replace it? [y/N]: ", answer)])
        assert talk.status == (answer == "n\n")
        assert names(alike)["work"] == account
    assert alike.run("profile", "222233334444", "--name", "work", "--replace").returncode == 0
    assert names(alike)["work"] == "222233334444"
    done = alike.run("profile", "333344445555", "--name", "work", "--dynamic")
    assert (done.returncode, done.stdout) == (1, "")


# Regions known to this shell alone


@pytest.mark.parametrize(
    "variables",
    [
        {"ACCOUNTS_FILE": "elsewhere"},
        {"AWS_USERNAME": "alice"},
        {"AWS_PROFILE_ASSUME_ROLE": "bastion"},
        {"AWS_ROLE_SESSION_TIMEOUT": "900", "AWS_REGION": "us-west-2"},
        {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"},
    ],
    ids=lambda variables: "+".join(variables),
)
def test_a_call_needs_nothing_of_the_shell_it_was_written_in(
    program: Program, tmp_path: Path, variables: dict[str, str]
) -> None:
    env = dict(variables)
    if "ACCOUNTS_FILE" in env:
        env["ACCOUNTS_FILE"] = str(tmp_path / "accounts")
        Path(env["ACCOUNTS_FILE"]).write_text('{"secret place": "222233334444"}')
    keys = Path(program.paths.aws_credentials)
    if "AWS_PROFILE_ASSUME_ROLE" in env:
        keys.write_text(keys.read_text().replace("[default]", "[bastion]"))
    if "AWS_CONFIG_FILE" in env:
        for variable, path in (
            ("AWS_CONFIG_FILE", Path(program.paths.aws_config)),
            ("AWS_SHARED_CREDENTIALS_FILE", keys),
        ):
            env[variable] = str(path.replace(tmp_path / path.name))
    account = "secret place" if "ACCOUNTS_FILE" in env else "222233334444"
    assert program.run("export", account, "--mfa-code", program.code(), env=env).returncode == 0
    done = program.run("profile", account, "--dynamic", "--name", "call", env=env)
    assert done.returncode == 0, done.stderr
    outside = {name: env[name] for name in ("AWS_CONFIG_FILE",) if name in env}
    outside["AWS_DEFAULT_REGION"] = "eu-central-1"  # the AWS CLI's own call
    assert program.aws.times_called("AssumeRole") == 1
    told = sdk.aws_command(program, "call", "sts", "get-caller-identity", env=outside)
    assert ":assumed-role/read/alice" in told.stdout, told.stderr
    assert program.aws.times_called("AssumeRole") == 1, "the session that is held serves"


def test_a_call_written_under_the_classics_saml_variables_is_refused(program: Program) -> None:
    env = {
        "AWS_ASSUME_ROLE_AUTH_SCHEME": "saml",
        "SAML_IDP_ASSERTION_URL": "http://127.0.0.1:9/login",
        "SAML_IDP_NAME": "corp",
        "SAML_IDP_REQUEST_BODY_TEMPLATE": '{"u": "$saml_user", "p": "$saml_password"}',
    }
    before = Path(program.paths.aws_config).read_bytes()
    done = program.run("profile", "production", "--dynamic", env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert "SAML_IDP_ASSERTION_URL" in done.stderr and "config.toml" in done.stderr
    assert Path(program.paths.aws_config).read_bytes() == before
