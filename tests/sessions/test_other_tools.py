"""Sessions of other tools, read from their files; those of the AWS CLI are made by it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rolecall.core.paths import Paths, paths_from
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.world import Role
from rolecall.sessions.other_session import OtherSession
from rolecall.sessions.other_tools import OtherTools
from tests.samples.role_sessions import SECRET, TOKEN

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
KEY_ID = "ASIAQQQQQQQQQQQQQQQ1"
ARN = "arn:aws:sts::222233334444:assumed-role/deploy/alice"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path)}


@pytest.fixture
def paths(env: dict[str, str]) -> Paths:
    return paths_from(env)


def cached(expiration: str = "2026-03-29T02:30:00+00:00", arn: str = ARN) -> dict[str, object]:
    return {
        "Credentials": {
            "AccessKeyId": KEY_ID,
            "SecretAccessKey": SECRET,
            "SessionToken": TOKEN,
            "Expiration": expiration,
        },
        "AssumedRoleUser": {"AssumedRoleId": "AROA:alice", "Arn": arn},
    }


def write(
    env: dict[str, str], name: str, text: str | bytes, folder: str = ".aws/cli/cache"
) -> Path:
    path = Path(env["HOME"], folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def section(env: dict[str, str], *lines: str, name: str = "corp") -> None:
    keys = (
        f"aws_access_key_id = {KEY_ID}",
        f"aws_secret_access_key = {SECRET}",
        f"aws_session_token = {TOKEN}",
    )
    text = "\n".join((f"[{name}]", *keys, *lines, ""))
    write(env, "credentials", text, ".aws")


def found(paths: Paths, env: dict[str, str]) -> list[OtherSession]:
    return OtherTools(paths, env).sessions(NOW)


# The AWS CLI itself


@pytest.fixture
def cli(
    home: Stage, aws: EmbeddedAws
) -> Iterator[Callable[..., "subprocess.CompletedProcess[str]"]]:
    program = shutil.which("aws", path=os.path.dirname(sys.executable)) or shutil.which("aws")
    if program is None:
        pytest.skip("the AWS CLI is not installed")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(program), *words], env=home.env, capture_output=True, text=True, timeout=120
        )

    yield run


def test_a_role_that_the_aws_cli_assumed_is_found_in_its_cache(
    home: Stage, aws: EmbeddedAws, cli: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    aws.world.add_role(
        Role("333344445555", "robot", "ops/", {alice(aws.world).arn}, needs_mfa=False)
    )
    with open(home.paths.aws_config, "a", encoding="utf-8") as config:
        config.write(
            "\n[profile robots]\nrole_arn = arn:aws:iam::333344445555:role/ops/robot\n"
            "source_profile = default\nregion = eu-central-1\n"
        )
    done = cli("sts", "get-caller-identity", "--profile", "robots")
    assert done.returncode == 0, done.stderr
    now = datetime.fromtimestamp(time.time(), UTC)
    (session,) = OtherTools(home.paths, home.env).sessions(now)
    key = aws.world.key(session.access_key_id)
    assert key is not None and key.caller.arn == session.arn
    assert session[:1] + session[3:6] == ("AWS CLI", "333344445555", "ops/robot", "robots")
    assert key.expires is not None
    assert abs(session.expiration.timestamp() - key.expires) <= 1
    assert key.secret not in repr(session)


# The caches of other tools


def test_a_cached_role_is_shown_with_its_account_role_and_end(
    paths: Paths, env: dict[str, str]
) -> None:
    write(env, "0123.json", json.dumps(cached()))
    assert found(paths, env) == [
        OtherSession(
            "AWS CLI",
            KEY_ID,
            datetime(2026, 3, 29, 2, 30, tzinfo=UTC),
            "222233334444",
            "deploy",
            "",
            ARN,
        )
    ]


def test_botocores_own_cache_is_read_too(paths: Paths, env: dict[str, str]) -> None:
    write(env, "0123.json", json.dumps(cached("2026-03-29T02:30:00UTC")), ".aws/boto/cache")
    (session,) = found(paths, env)
    assert (session.tool, session.expiration.hour) == ("boto", 2)


def test_a_role_of_identity_center_is_named_by_the_profile_it_was_cached_for(
    paths: Paths, env: dict[str, str]
) -> None:
    # The AWS CLI's file name: the digest of its request to Identity Center.
    text = '{"accountId":"222233334444","roleName":"Admin","sessionName":"corp"}'
    done = subprocess.run(["sha1sum"], input=text, capture_output=True, text=True, check=True)
    name = done.stdout.split()[0] + ".json"
    credentials = {**cached("2026-03-29T02:30:00Z"), "ProviderType": "sso"}
    del credentials["AssumedRoleUser"]
    write(env, name, json.dumps(credentials))
    assert [s[3:6] for s in found(paths, env)] == [("", "", "")]
    write(
        env,
        "config",
        "[sso-session corp]\nsso_start_url = https://x\n[profile prod-admin]\nsso_session = corp\n"
        "sso_account_id = 222233334444\nsso_role_name = Admin\n",
        ".aws",
    )
    assert [s[3:6] for s in found(paths, env)] == [("222233334444", "Admin", "prod-admin")]


def test_of_two_profiles_for_one_role_none_is_named(paths: Paths, env: dict[str, str]) -> None:
    write(env, "0123.json", json.dumps(cached()))
    role = "role_arn = arn:aws:iam::222233334444:role/ops/deploy\n"
    write(env, "config", f"[profile a]\n{role}[profile b]\n{role}", ".aws")
    assert [(s.role, s.profile) for s in found(paths, env)] == [("deploy", "")]
    write(env, "config", f"[profile a]\n{role}", ".aws")
    assert [(s.role, s.profile) for s in found(paths, env)] == [("ops/deploy", "a")]


def test_awsumes_session_is_read_in_this_machines_time(
    paths: Paths, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        session = {"AccessKeyId": KEY_ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN}
        session["Expiration"] = "2026-03-29 11:30:00"
        write(env, "aws-credentials-AKIA1", json.dumps(session), ".awsume/cache")
        assert found(paths, env) == [
            OtherSession("awsume", KEY_ID, datetime(2026, 3, 29, 2, 30, tzinfo=UTC))
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


# The shared credentials file

EXPIRES = "2026-03-29T02:30:00"


@pytest.mark.parametrize(
    ("lines", "tool"),
    [
        ([f"x_principal_arn = {ARN}", f"x_security_token_expires = {EXPIRES}Z"], "saml2aws"),
        (["x_security_token_expires = 2026-03-29T04:30:00+02:00"], "credentials file"),
        ([f"aws_expiration = {EXPIRES}.000Z"], "aws-azure-login"),
        ([f"aws_session_expiration = {EXPIRES}+0000"], "yawsso"),
        (["aws_credentials_expiry = 1774751400"], "stsauth"),
        ([f"expiration = {EXPIRES}Z"], "credentials file"),
        (["assumed_role = False", "expiration = 2026-03-29 02:30:00"], "aws-mfa"),
    ],
)
def test_an_expiry_noted_in_the_credentials_file_is_shown(
    paths: Paths, env: dict[str, str], lines: list[str], tool: str
) -> None:
    section(env, *lines)
    (session,) = found(paths, env)
    assert session[:3] == (tool, KEY_ID, datetime(2026, 3, 29, 2, 30, tzinfo=UTC))
    assert session.profile == "corp"
    expected = ("222233334444", "deploy", ARN) if ARN in lines[0] else ("", "", "")
    assert (session.account_id, session.role, session.arn) == expected


def test_a_time_without_a_zone_is_believed_of_its_writer_alone(
    paths: Paths, env: dict[str, str]
) -> None:
    section(env, "expiration = 2026-03-29 02:30:00")
    assert found(paths, env) == []
    section(env, "expiration = 2026-03-29 02:30:00", "manager = awsume")
    (session,) = found(paths, env)
    assert session.tool == "awsume"


@pytest.mark.parametrize(
    "lines",
    [
        ["manager = rolecall", f"x_security_token_expires = {EXPIRES}Z"],
        [],
        ["x_security_token_expires = soon"],
        ["x_security_token_expires = " + "9" * 5_000],
        ["x_security_token_expires = 0001-01-01T00:00:00+14:00"],
    ],
)
def test_our_own_sections_and_those_without_a_time_are_left_out(
    paths: Paths, env: dict[str, str], lines: list[str]
) -> None:
    section(env, *lines)
    assert found(paths, env) == []


def test_long_term_keys_are_no_session_whatever_is_noted_beside_them(
    paths: Paths, env: dict[str, str]
) -> None:
    text = f"[a]\naws_access_key_id = AKIAQQQQQQQQQQQQQQQ1\nexpiration = {EXPIRES}Z\n"
    write(env, "credentials", text, ".aws")
    assert found(paths, env) == []


def test_a_session_in_two_places_is_one_with_what_both_know(
    paths: Paths, env: dict[str, str]
) -> None:
    write(env, "0123.json", json.dumps(cached()))
    section(env, f"expiration = {EXPIRES}Z")
    (session,) = found(paths, env)
    assert (session.tool, session.role, session.profile) == ("AWS CLI", "deploy", "corp")


# Expiration, order, changes


def test_what_ended_more_than_an_hour_ago_is_left_out_and_the_longest_comes_first(
    paths: Paths, env: dict[str, str]
) -> None:
    for number, minutes in enumerate((-61, 90, -59, 30)):
        end = (NOW + timedelta(minutes=minutes)).isoformat()
        text = json.dumps(cached(end)).replace(KEY_ID, f"{KEY_ID[:-1]}{number}")
        write(env, f"{number}.json", text)
    assert [s.access_key_id[-1] for s in found(paths, env)] == ["1", "3", "2"]
    ours = {KEY_ID[:-1] + "1"}
    assert [s.access_key_id[-1] for s in OtherTools(paths, env).sessions(NOW, ours)] == ["3", "2"]


def test_a_change_of_any_file_is_seen_and_nothing_else(paths: Paths, env: dict[str, str]) -> None:
    tools = OtherTools(paths, env)
    assert tools.changed()
    assert tools.sessions(NOW) == []
    assert not tools.changed()
    path = write(env, "0123.json", json.dumps(cached()))
    assert tools.changed()
    assert [s.role for s in tools.sessions(NOW)] == ["deploy"]
    assert not tools.changed()
    path.write_text(json.dumps(cached(arn=ARN.replace("deploy", "reader"))))
    assert tools.changed()
    assert [s.role for s in tools.sessions(NOW)] == ["reader"]
    section(env, f"expiration = {EXPIRES}Z")
    assert tools.changed()
    assert [s.profile for s in tools.sessions(NOW)] == ["corp"]
    write(env, "config", "[default]\n", ".aws")
    assert tools.changed()
    tools.sessions(NOW)
    path.unlink()
    assert tools.changed()
    assert [s.tool for s in tools.sessions(NOW)] == ["credentials file"]


def test_only_the_file_that_changed_is_read_again(paths: Paths, env: dict[str, str]) -> None:
    """What was read of a file is kept, even if it becomes unreadable, until the file changes."""
    tools = OtherTools(paths, env)
    path = write(env, "0.json", json.dumps(cached()))
    assert len(tools.sessions(NOW)) == 1
    before = path.stat()
    path.write_text(json.dumps(cached()).replace("deploy", "reader"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    write(env, "1.json", json.dumps(cached()).replace(KEY_ID, KEY_ID[:-1] + "2"))
    assert sorted(s.role for s in tools.sessions(NOW)) == ["deploy", "deploy"]


# Hostile and malformed files


def deep(brackets: int) -> str:
    return "[" * brackets


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        '"text"',
        b"\xff\xfe\x00",
        deep(100_000)[:60_000],
        '{"Credentials": ' + "9" * 20_000 + "}",
        '{"Credentials": []}',
        '{"Credentials": {"AccessKeyId": 7, "Expiration": "2026-03-29T02:30:00Z"}}',
        json.dumps({"accessToken": "canary", "expiresAt": "2026-03-29T02:30:00Z"}),
        json.dumps(cached()).replace(KEY_ID, "ASIA\\u001b]52;c;QQ"),
        json.dumps(cached("2026-03-29T02:30:00")),
        json.dumps(cached("9999-12-31T23:59:59-14:00")),
        json.dumps({**cached(), "AssumedRoleUser": "text"}),
        json.dumps({**cached(), "padding": "x" * 70_000}),
    ],
)
def test_a_damaged_or_hostile_file_hides_no_other(
    paths: Paths, env: dict[str, str], text: str | bytes
) -> None:
    write(env, "a.json", text)
    write(env, "b.json", json.dumps(cached()))
    assert [s.role for s in found(paths, env)] == ["deploy"]


@pytest.mark.parametrize(
    "arn", ["", "arn:aws:sts::222233334444:assumed-role/\x1b[2J/x", "x" * 9_000]
)
def test_an_arn_that_is_none_is_not_shown(paths: Paths, env: dict[str, str], arn: str) -> None:
    write(env, "a.json", json.dumps(cached(arn=arn)))
    assert [(s.account_id, s.role, s.arn) for s in found(paths, env)] == [("", "", "")]


def test_pipes_folders_and_dangling_links_are_passed_over(
    paths: Paths, env: dict[str, str]
) -> None:
    folder = write(env, "b.json", json.dumps(cached())).parent
    os.mkfifo(folder / "pipe.json")
    (folder / "folder.json").mkdir()
    (folder / "link.json").symlink_to("nowhere")
    (folder / "zero.json").symlink_to("/dev/zero")
    assert [s.role for s in found(paths, env)] == ["deploy"]


def test_of_very_many_files_the_newest_are_read(paths: Paths, env: dict[str, str]) -> None:
    for number in range(600):
        text = json.dumps(cached()).replace(KEY_ID, f"{KEY_ID[:-3]}{number:03}")
        path = write(env, f"{number}.json", text)
        os.utime(path, (1_700_000_000 + number,) * 2)
    numbers = {int(s.access_key_id[-3:]) for s in found(paths, env)}
    assert numbers == set(range(100, 600))


def test_a_broken_credentials_file_hides_no_cache(paths: Paths, env: dict[str, str]) -> None:
    write(env, "b.json", json.dumps(cached()))
    write(env, "credentials", "[a]\n[a]\nnonsense\n", ".aws")
    write(env, "config", b"\xff", ".aws")
    assert [s.role for s in found(paths, env)] == ["deploy"]


def test_no_secret_is_kept(paths: Paths, env: dict[str, str]) -> None:
    write(env, "b.json", json.dumps(cached()))
    section(env, f"expiration = {EXPIRES}Z")
    tools = OtherTools(paths, env)
    tools.sessions(NOW)
    held = everything_in(tools)
    assert KEY_ID in held
    assert SECRET not in held and TOKEN not in held


def everything_in(thing: object) -> str:
    """Every text that can be reached from this object."""
    texts: list[str] = []
    seen: set[int] = set()
    left: list[object] = [thing]
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            texts.append(str(one))
        elif isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set):
            left += list(one)
        elif hasattr(one, "__dict__"):
            left += list(vars(one).values())
    return "\n".join(texts)


@pytest.mark.parametrize(("size", "count"), [(4 * 1024 * 1024, 1), (4 * 1024 * 1024 + 1, 0)])
def test_a_credentials_file_of_four_mebibytes_is_read_and_no_longer_one(
    paths: Paths, env: dict[str, str], size: int, count: int
) -> None:
    section(env, "x_security_token_expires = 2026-03-29T02:30:00Z")
    path = Path(paths.aws_credentials)
    padding = "# " + "x" * 997 + "\n"
    text = path.read_text()
    text += padding * ((size - len(text)) // len(padding))
    path.write_text(text + "#" * (size - len(text)))
    assert path.stat().st_size == size
    assert len(found(paths, env)) == count


@pytest.mark.parametrize("folder", [".aws/cli/cache", ".awsume/cache"])
def test_files_of_another_name_beside_a_session_hide_it_not(
    paths: Paths, env: dict[str, str], folder: str
) -> None:
    write(env, "session.json", json.dumps(cached()))
    write(env, "notes.txt", "mine", folder)
    write(env, ".json.lock", "", folder)
    assert [session.access_key_id for session in found(paths, env)] == [KEY_ID]
