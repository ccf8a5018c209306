"""The files of `aws login`: what is read of them, and what writing one leaves alone."""

import base64
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.utils import generate_login_cache_key

from rolecall.core.login import LoginKind
from rolecall.core.secret import Secret
from rolecall.sessions.aws_tools.login_keys import read_token, token_file, write_token
from rolecall.sessions.aws_tools.login_shelf import (
    AwsLogins,
    has_ended,
    login_identity,
    note_ended,
)
from rolecall.sessions.store import SessionStore

ARN = "arn:aws:iam::111122223333:user/team/alice"
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
KIND = LoginKind("aws-login", timedelta(seconds=5), *"abcdefgh")


def id_token(began: datetime = NOW, lasts: timedelta = timedelta(hours=12)) -> str:
    claims = {"iat": int(began.timestamp()), "exp": int((began + lasts).timestamp())}
    parts = ({"alg": "ES384"}, claims | {"sub": ARN}, "s")
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts
    )


def content(**changed: Any) -> dict[str, Any]:
    keys = {
        "accessKeyId": "ASIAAAAAAAAAAAAAAAAA",
        "secretAccessKey": "s" * 40,
        "sessionToken": "t" * 400,
        "accountId": "111122223333",
        "expiresAt": "2026-05-04T12:15:00Z",
    }
    whole = {
        "accessToken": keys | changed.pop("keys", {}),
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "r1",
        "idToken": id_token(),
        "dpopKey": "-----BEGIN EC PRIVATE KEY-----",
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


def put(folder: Path, **changed: Any) -> Path:
    path = Path(token_file(str(folder), ARN))
    path.write_text(json.dumps(content(**changed)))
    return path


def test_the_file_is_the_one_of_the_aws_tools(tmp_path: Path) -> None:
    put(tmp_path, signInRegion="eu-central-1")
    assert token_file("", ARN) == f"{generate_login_cache_key(ARN)}.json"
    token = read_token(str(tmp_path), ARN)
    assert token is not None
    assert (token.account_id, token.user_name, token.region) == (
        "111122223333",
        "alice",
        "eu-central-1",
    )
    assert token.keys.expiration == NOW + timedelta(minutes=15)
    assert (token.started, token.ends) == (NOW, NOW + timedelta(hours=12))
    assert "t" * 400 not in repr(token) and "r1" not in repr(token)


@pytest.mark.parametrize(
    ("id_of_session", "ends"),
    [
        (id_token(lasts=timedelta(hours=8)), timedelta(hours=8)),
        (id_token(lasts=timedelta(minutes=15)), timedelta(hours=12)),
        ("a.b.c", timedelta(minutes=15)),
        ("", timedelta(minutes=15)),
        (None, timedelta(minutes=15)),
    ],
)
def test_the_session_ends_as_far_as_it_is_known(
    tmp_path: Path, id_of_session: str | None, ends: timedelta
) -> None:
    put(tmp_path, idToken=id_of_session)
    token = read_token(str(tmp_path), ARN)
    assert token is not None and token.ends == NOW + ends


@pytest.mark.parametrize(
    "changed",
    [
        {"accessToken": "x"},
        {"accessToken": None},
        {"refreshToken": None},
        {"dpopKey": 4},
        {"clientId": []},
        {"signInRegion": {}},
        {"keys": {"expiresAt": "tomorrow"}},
        {"keys": {"expiresAt": 7}},
        {"keys": {"accessKeyId": "'; rm"}},
        {"keys": {"sessionToken": "a b" * 20}},
        {"keys": {"secretAccessKey": None}},
    ],
)
def test_what_no_tool_wrote_counts_as_missing(tmp_path: Path, changed: dict[str, Any]) -> None:
    put(tmp_path, **changed)
    assert read_token(str(tmp_path), ARN) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 50_000, b" " * 70_000])
def test_torn_foreign_and_huge_files_count_as_missing(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path)
    path.write_bytes(path.read_bytes()[:200] if data == b"" else data)
    assert read_token(str(tmp_path), ARN) is None
    path.unlink()
    assert read_token(str(tmp_path), ARN) is None
    os.mkfifo(path)
    assert read_token(str(tmp_path), ARN) is None


def test_a_refresh_keeps_what_other_tools_wrote(tmp_path: Path) -> None:
    path = put(tmp_path, theirs={"a": 1})
    path.chmod(0o644)
    token = read_token(str(tmp_path), ARN)
    assert token is not None
    later = token.keys._replace(expiration=NOW + timedelta(minutes=30))
    write_token(str(tmp_path), token._replace(keys=later, refresh_token=Secret("r2")))
    found = json.loads(path.read_text())
    assert found == content(
        theirs={"a": 1}, refreshToken="r2", keys={"expiresAt": "2026-05-04T12:30:00Z"}
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_shelf_lists_and_forgets(tmp_path: Path) -> None:
    folder, ended = tmp_path / "cache", tmp_path / "own" / "ended.json"
    folder.mkdir()
    other = "arn:aws:sts::111122223333:assumed-role/Admin/bea"
    shelf = AwsLogins(str(folder), {"me": ARN, "also-me": ARN, "bea": other}, str(ended))
    store = SessionStore(str(tmp_path / "sessions"), [shelf])
    assert store.logins() == []
    path = put(folder)
    (login,) = store.logins()
    assert (login.name, login.user_name, login.base) == ("me", "alice", login_identity("me", ARN))
    assert login.expiration == NOW + timedelta(hours=12)
    assert login.credentials is not None
    assert login.credentials.expiration == NOW + timedelta(minutes=15)
    assert store.changed_at() == max(path.stat().st_mtime, folder.stat().st_mtime)
    also = store.login(KIND, login_identity("also-me", ARN), NOW)
    assert also is not None and also.name == "also-me"
    assert store.forget(login) and not store.forget(login)
    assert store.logins() == [] and not path.exists()


def test_a_session_that_aws_ended_lasts_as_long_as_its_keys(tmp_path: Path) -> None:
    folder, ended = tmp_path / "cache", str(tmp_path / "own" / "ended.json")
    folder.mkdir()
    put(folder)
    shelf = AwsLogins(str(folder), {"me": ARN}, ended)
    token = read_token(str(folder), ARN)
    assert token is not None and not has_ended(ended, token)
    note_ended(ended, token)
    assert has_ended(ended, token)
    assert shelf.logins()[0].expiration == NOW + timedelta(minutes=15)
    for place in range(40):
        note_ended(ended, token._replace(refresh_token=Secret(f"x{place}")))
    assert not has_ended(ended, token) and len(json.loads(Path(ended).read_text())) == 32
    put(folder, refreshToken="r9")
    assert shelf.logins()[0].expiration == NOW + timedelta(hours=12)
