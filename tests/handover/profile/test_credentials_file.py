"""Named profiles in the shared credentials file, as botocore and boto3 read them."""

import functools
import os
import socket
import stat
from pathlib import Path

import boto3
import pytest
from botocore.configloader import raw_config_parse

from rolecall.core.errors import ConfigError, Refused, RolecallError
from rolecall.core.model import RoleSession, rfc3339
from rolecall.handover.profile.credentials_file import (
    check_profile,
    plan_profile,
    remove_profiles,
    write_profiles,
)
from rolecall.handover.profile.our_profiles import our_profiles_if_readable
from tests.processes.nobody import as_nobody
from tests.samples.role_sessions import KEY_ID, LATER, SECRET, TAKEN, TOKEN, a_request, a_session

LONG_TERM = b"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s3cr3t\n"
OURS = b"[dev-read]\nmanager = rolecall\naws_access_key_id = ASIAOLDOLDOLDOLDOLD1\n" + (
    b"aws_secret_access_key = old\naws_session_token = old\n"
)


def write(
    path: Path, name: str = "dev-read", session: RoleSession | None = None
) -> tuple[str, ...]:
    return write_profiles(str(path), {name: session or a_session()}, TAKEN)


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    return tmp_path / ".aws" / "credentials"


@pytest.fixture
def existing(credentials: Path) -> Path:
    credentials.parent.mkdir(mode=0o700)
    credentials.write_bytes(LONG_TERM)
    credentials.chmod(0o600)
    return credentials


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def leftovers(path: Path) -> list[str]:
    return [name for name in os.listdir(path.parent) if "rolecall-" in name and "lock" not in name]


# Writing


def test_section_holds_what_every_tool_wants(credentials: Path) -> None:
    write(credentials)
    assert raw_config_parse(str(credentials)) == {
        "dev-read": {
            "manager": "rolecall",
            "aws_access_key_id": KEY_ID,
            "aws_secret_access_key": SECRET,
            "aws_session_token": TOKEN,
            "region": "eu-central-1",
            "x_rolecall_role": "arn:aws:iam::123456789012:role/read",
            "x_rolecall_request": a_request().digest,
            "x_security_token_expires": "2030-05-06T12:32:05Z",
        }
    }


def test_boto3_reads_the_written_profile(
    existing: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(existing))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    existing.write_bytes(LONG_TERM + OURS + b"aws_security_token = stale\n")
    write(existing)
    session = boto3.Session(profile_name="dev-read")
    found = session.get_credentials().get_frozen_credentials()
    assert (found.access_key, found.secret_key, found.token) == (KEY_ID, SECRET, TOKEN)
    assert session.region_name == "eu-central-1"


def test_second_write_changes_only_the_values(existing: Path) -> None:
    write(existing)
    write(existing, session=a_session(key_id="ASIASECOND0000000002", token="second"))
    first = existing.read_bytes()
    write(existing, session=a_session(key_id="ASIASECOND0000000002", token="second"))
    assert existing.read_bytes() == first
    assert first.count(b"[dev-read]") == 1
    assert first.startswith(LONG_TERM + b"\n[dev-read]\n")


def test_keys_and_comments_of_a_person_in_our_section_stay(existing: Path) -> None:
    existing.write_bytes(
        b"[dev-read]\n# mine\nmanager=rolecall\noutput = json\naws_access_key_id=ASIAOLD\n"
        b"aws_security_token = stale\naws_secret_access_key=o\naws_session_token=o\n\n# of b\n[b]\n"
    )
    write(existing)
    assert existing.read_text() == (
        "[dev-read]\n# mine\nmanager=rolecall\noutput = json\n"
        f"aws_access_key_id={KEY_ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}\n"
        "region = eu-central-1\nx_rolecall_role = arn:aws:iam::123456789012:role/read\n"
        f"x_rolecall_request = {a_request().digest}\n"
        "x_security_token_expires = 2030-05-06T12:32:05Z\n\n# of b\n[b]\n"
    )


def test_changed_lines_keep_their_spacing_and_lose_capitals_and_colons(existing: Path) -> None:
    existing.write_bytes(
        b"[dev-read]\nmanager = rolecall\naws_access_key_id\t= \tASIAOLD\nregion =\n"
        b"AWS_Secret_Access_Key = o\naws_session_token : o\n"
    )
    write(existing, session=a_session("ASIANEW", "secret", "token", "eu-west-1"))
    assert existing.read_text().splitlines()[2:6] == [
        "aws_access_key_id\t= \tASIANEW",
        "region = eu-west-1",
        "aws_secret_access_key = secret",
        "aws_session_token = token",
    ]


def test_session_without_region_writes_none(credentials: Path) -> None:
    write(credentials, session=a_session(region=""))
    assert b"region" not in credentials.read_bytes()


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "x"])
def test_an_end_outside_the_calendar_is_none(existing: Path, end: str) -> None:
    write(existing)
    changed = existing.read_text().replace("2030-05-06T12:32:05Z", end)
    existing.write_text(changed)
    assert our_profiles_if_readable(str(existing))["dev-read"].expiration is None


def test_many_profiles_are_one_write(existing: Path) -> None:
    sessions = {f"account-{number}-read": a_session() for number in range(200)}
    before = existing.stat().st_ino
    write_profiles(str(existing), sessions, TAKEN)
    assert set(raw_config_parse(str(existing))) == {"default", *sessions}
    assert existing.stat().st_ino != before


def test_one_refused_profile_keeps_all_the_others_out(existing: Path) -> None:
    sessions = {"dev-read": a_session(), "default": a_session()}
    with pytest.raises(Refused):
        write_profiles(str(existing), sessions, {})
    assert existing.read_bytes() == LONG_TERM


# Refusals


def test_marker_lent_by_the_default_section_makes_nothing_ours(existing: Path) -> None:
    content = b"[DEFAULT]\nmanager = rolecall\n[dev-read]\naws_session_token = t\n"
    existing.write_bytes(content)
    with pytest.raises(Refused):
        write(existing)
    assert remove_profiles(str(existing), ["dev-read"]) == ()
    assert our_profiles_if_readable(str(existing)) == {}
    assert existing.read_bytes() == content


def test_token_lent_by_the_default_section_is_refused(existing: Path) -> None:
    existing.write_bytes(b"[DEFAULT]\naws_security_token = stale\n")
    with pytest.raises(Refused, match="aws_security_token"):
        write(existing)


def test_default_is_a_name_like_others_where_it_is_no_base_profile(credentials: Path) -> None:
    write_profiles(str(credentials), {"default": a_session()}, {"bastion": "is a base profile"})
    assert "default" in raw_config_parse(str(credentials))


@pytest.mark.parametrize("value", ["a\n[evil]", "a b", "", "a\x00", "\u2028", "é", "a\r"])
def test_value_that_breaks_a_line_is_refused(existing: Path, value: str) -> None:
    for session in (a_session(key_id=value), a_session(secret=value), a_session(token=value)):
        with pytest.raises(Refused) as refused:
            write(existing, session=session)
        assert "evil" not in str(refused.value)
    assert existing.read_bytes() == LONG_TERM


# Preview


def test_plan_shows_what_changes_and_no_secret(existing: Path) -> None:
    old = OURS + b"aws_security_token = old\n"
    existing.write_bytes(LONG_TERM + b"\n" + old)
    change = plan_profile(str(existing), "dev-read", a_session(region=""), TAKEN)
    assert [tuple(row) for row in change.key_changes] == [
        ("", "manager", "rolecall", ""),
        ("~", "aws_access_key_id", "ASIA····OLD1", "ASIA····X7A1"),
        ("~", "aws_secret_access_key", "········", "········ new"),
        ("~", "aws_session_token", "········", "········ new"),
        ("-", "aws_security_token", "········", "goes, it is stale"),
        ("+", "x_rolecall_role", "", "arn:aws:iam::123456789012:role/read"),
        ("+", "x_rolecall_request", "", f"{a_request().digest[:12]}…"),
        ("+", "x_security_token_expires", "", "2030-05-06T12:32:05Z"),
    ]
    assert (change.line, change.lines_changed, change.lines_kept) == (5, 7, 6)
    assert "NotARealKey" not in repr(change)
    assert existing.read_bytes() == LONG_TERM + b"\n" + old


def test_plan_of_a_new_section_names_the_line_it_will_have(existing: Path) -> None:
    change = plan_profile(str(existing), "dev-read", a_session(), TAKEN)
    write(existing)
    lines = existing.read_text().splitlines()
    assert lines[change.line - 1] == "[dev-read]"
    assert (change.lines_changed, change.lines_kept) == (len(lines) - 3, 3)


def test_plan_creates_nothing(credentials: Path) -> None:
    change = plan_profile(str(credentials), "dev-read", a_session(), TAKEN)
    assert change.path == str(credentials)
    assert {row.sign for row in change.key_changes} == {"+"}
    assert not credentials.parent.exists()


def test_plan_of_the_same_session_changes_nothing(existing: Path) -> None:
    write(existing)
    change = plan_profile(str(existing), "dev-read", a_session(), TAKEN)
    assert {row.sign for row in change.key_changes} == {""}
    assert change.lines_changed == 0
    assert change.lines_kept == len(existing.read_bytes().splitlines())


# Removal


@pytest.mark.parametrize("content", [b"", LONG_TERM, LONG_TERM + b"# the end\n"])
def test_removing_undoes_writing(existing: Path, content: bytes) -> None:
    existing.write_bytes(content)
    write_profiles(str(existing), {"dev-read": a_session(), "b": a_session()}, TAKEN)
    assert remove_profiles(str(existing), ["dev-read", "other", "b", "b"]) == ("dev-read", "b")
    assert existing.read_bytes() == content


def test_removing_keeps_the_comment_above_the_next_section(existing: Path) -> None:
    existing.write_bytes(b"[a]\nx = 1\n\n" + OURS + b"\n# of b\n[b]\ny = 1\n")
    remove_profiles(str(existing), ["dev-read"])
    assert existing.read_bytes() == b"[a]\nx = 1\n\n# of b\n[b]\ny = 1\n"


def test_removing_where_nothing_is_ours_creates_and_changes_nothing(
    credentials: Path,
) -> None:
    assert remove_profiles(str(credentials), ["dev-read"]) == ()
    assert not credentials.parent.exists()
    credentials.parent.mkdir()
    credentials.write_bytes(LONG_TERM)
    credentials.chmod(0o644)
    before = credentials.stat()
    assert remove_profiles(str(credentials), ["default"]) == ()
    assert credentials.stat().st_ino == before.st_ino


def test_held_profiles_are_ours_only(existing: Path) -> None:
    write(existing)
    held = our_profiles_if_readable(str(existing))
    assert held == {"dev-read": (KEY_ID, LATER, a_request().digest, a_request().role_arn)}
    assert rfc3339(LATER) == "2030-05-06T12:32:05Z"


@pytest.mark.parametrize("expires", [b"", b"tomorrow", b"2030-05-06T12:32:05"])
def test_held_profile_with_an_odd_time_has_none(existing: Path, expires: bytes) -> None:
    existing.write_bytes(OURS + b"x_security_token_expires = " + expires + b"\n")
    assert our_profiles_if_readable(str(existing)) == {
        "dev-read": ("ASIAOLDOLDOLDOLDOLD1", None, "", "")
    }


# Unusual files


def test_file_that_cannot_be_read_holds_nothing_and_refuses_writing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "plain").write_bytes(b"x")
    (tmp_path / "loop").symlink_to("loop2")
    (tmp_path / "loop2").symlink_to("loop")
    (tmp_path / "broken").write_bytes(b"no section\n")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    server.close()
    names = ["folder", "fifo", "plain/credentials", "loop", "broken", "socket"]
    for path in [*(tmp_path / name for name in names), Path("/dev/null")]:
        assert our_profiles_if_readable(str(path)) == {}
        with pytest.raises(RolecallError):
            write(path)
    assert (tmp_path / "loop").readlink() == Path("loop2")


@pytest.mark.parametrize("there", [True, False])
def test_folder_in_which_nothing_can_be_made_is_refused_beforehand(
    tmp_path: Path, there: bool
) -> None:
    """Even if the file is writable: its lock and the new file are created beside it."""
    if there:
        (tmp_path / "file").touch(0o600)
        os.chown(tmp_path / "file", os.geteuid() or 65534, -1)
    check = functools.partial(check_profile, name="dev-read", taken=TAKEN)
    check(str(tmp_path / "other"))
    tmp_path.chmod(0o555)
    said = as_nobody(tmp_path, check)
    assert said.endswith("file could not be written: permission denied; nothing was changed.")


def test_refused_file_names_the_line_and_not_its_text(existing: Path) -> None:
    content = LONG_TERM + b"hunter2\n"
    existing.write_bytes(content)
    with pytest.raises(ConfigError, match="line 4") as refused:
        write(existing)
    assert "hunter2" not in refused.value.message + refused.value.hint
    assert existing.read_bytes() == content
    assert leftovers(existing) == []
