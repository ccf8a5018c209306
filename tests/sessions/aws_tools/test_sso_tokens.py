"""The cache of tokens that AWS's tools share: what is borne, what is kept, under which names."""

import hashlib
import json
import os
import stat
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolecall.core.secret import Secret
from rolecall.sessions.aws_tools.sso_tokens import SsoTokens
from tests.samples.sso_tokens import ACCESS, CENTER, CLIENT_SECRET, NOW, REFRESH, TOKEN, URL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".aws" / "sso" / "cache"


@pytest.fixture
def tokens(folder: Path) -> SsoTokens:
    return SsoTokens(str(folder))


def written(folder: Path, content: bytes | dict[str, Any], key: str = "corp") -> Path:
    file = folder / f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def content_of(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_what_was_kept_comes_back_and_only_its_owner_reads_it(
    tokens: SsoTokens, folder: Path
) -> None:
    tokens.keep(CENTER, TOKEN)
    assert tokens.read(CENTER) == TOKEN
    (file,) = folder.glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert content_of(file) == {
        "startUrl": URL,
        "region": "eu-central-1",
        "accessToken": ACCESS.reveal(),
        "expiresAt": "2026-11-30T13:00:00Z",
        "clientId": "client",
        "clientSecret": CLIENT_SECRET.reveal(),
        "registrationExpiresAt": "2027-02-28T12:00:00Z",
        "refreshToken": REFRESH.reveal(),
    }


def test_a_file_is_named_after_the_session_else_after_the_start_url(
    tokens: SsoTokens, folder: Path
) -> None:
    tokens.keep(CENTER, TOKEN)
    tokens.keep(CENTER._replace(session=""), TOKEN)
    names = {file.stem for file in folder.glob("*.json")}
    assert names == {
        hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest() for key in ("corp", URL)
    }


def test_what_other_tools_noted_beside_it_stays(tokens: SsoTokens, folder: Path) -> None:
    file = written(folder, {"startUrl": URL, "accessToken": "old", "ssoLater": {"a": 1}})
    tokens.keep(CENTER, TOKEN._replace(refresh_token=Secret("")))
    assert content_of(file)["ssoLater"] == {"a": 1}
    assert "refreshToken" not in content_of(file)
    file = written(folder, {"startUrl": "https://other/start", "ssoLater": {"a": 1}})
    tokens.keep(CENTER, TOKEN)
    assert "ssoLater" not in content_of(file)


@pytest.mark.parametrize(
    ("expires", "moment"),
    [
        ("2026-11-30T13:00:00Z", NOW + timedelta(hours=1)),
        ("2026-11-30T13:00:00UTC", NOW + timedelta(hours=1)),
        ("2026-11-30T13:00:00.000Z", NOW + timedelta(hours=1)),
        ("2026-11-30T15:00:00+02:00", NOW + timedelta(hours=1)),
    ],
)
def test_times_are_read_as_all_tools_write_them(
    tokens: SsoTokens, folder: Path, expires: str, moment: datetime
) -> None:
    written(folder, {"startUrl": URL, "accessToken": "a", "expiresAt": expires})
    found = tokens.read(CENTER)
    assert found is not None
    assert found.expiration == moment
    assert not found.can_refresh(NOW)


WHOLE: dict[str, Any] = {"startUrl": URL, "accessToken": "a", "expiresAt": "2026-11-30T13:00:00Z"}


@pytest.mark.parametrize(
    "changed",
    [
        {"startUrl": "https://other.awsapps.com/start"},
        {"startUrl": 7},
        {"region": "us-east-1"},
        {"accessToken": ""},
        {"accessToken": "a\nX-Other: b"},
        {"accessToken": "\ud800"},
        {"accessToken": ["a"]},
        {"expiresAt": ""},
        {"expiresAt": "2026-11-30T13:00:00"},
        {"expiresAt": "soon"},
        {"expiresAt": 1_800_000_000},
        {"registrationExpiresAt": "0001-01-01T00:00:00+09:00"},
    ],
)
def test_what_is_no_token_of_this_center_counts_as_missing_and_stays(
    tokens: SsoTokens, folder: Path, changed: dict[str, Any]
) -> None:
    file = written(folder, WHOLE)
    assert tokens.read(CENTER)
    file = written(folder, WHOLE | changed)
    before = file.read_bytes()
    assert tokens.read(CENTER) is None
    assert file.read_bytes() == before


def test_a_start_url_is_the_same_with_and_without_its_ending(
    tokens: SsoTokens, folder: Path
) -> None:
    written(folder, WHOLE)
    assert tokens.read(CENTER._replace(start_url=f"{URL}/#/"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b" " * 300_000 + b"{}"])
def test_no_content_is_too_odd(tokens: SsoTokens, folder: Path, content: bytes) -> None:
    written(folder, content)
    assert tokens.read(CENTER) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.integers(0, 400)))
def test_torn_and_foreign_files_are_borne(
    tokens: SsoTokens, folder: Path, content: bytes | int
) -> None:
    tokens.keep(CENTER, TOKEN)
    (file,) = folder.glob("*.json")
    whole = file.read_bytes()
    torn = content if isinstance(content, bytes) else whole[:content]
    file.write_bytes(torn)
    assert tokens.read(CENTER) in (None, TOKEN)
    assert file.read_bytes() == torn


def test_a_folder_or_a_pipe_in_its_place_is_no_token(tokens: SsoTokens, folder: Path) -> None:
    file = written(folder, b"")
    file.unlink()
    os.mkfifo(file)
    assert tokens.read(CENTER) is None
    file.unlink()
    file.mkdir()
    assert tokens.read(CENTER) is None


def test_a_token_is_forgotten_once(tokens: SsoTokens, folder: Path) -> None:
    assert not tokens.forget(CENTER)
    tokens.keep(CENTER, TOKEN)
    assert tokens.forget(CENTER)
    assert not list(folder.glob("*.json"))
    assert not tokens.forget(CENTER)


def test_one_at_a_time_holds_the_lock_and_it_is_no_file_of_theirs(
    tokens: SsoTokens, folder: Path
) -> None:
    seen: list[str] = []
    inside, ready = threading.Event(), threading.Event()

    def other() -> None:
        ready.set()
        with tokens.lock(CENTER):
            seen.append("other")

    with tokens.lock(CENTER):
        waiting = threading.Thread(target=other)
        waiting.start()
        assert ready.wait(10)
        seen.append("first")
        inside.set()
    waiting.join(10)
    assert seen == ["first", "other"]
    assert not list(folder.glob("*.json"))


def test_it_is_known_when_a_file_changed_in_place(tokens: SsoTokens, folder: Path) -> None:
    assert tokens.changed_at() == 0
    file = written(folder, WHOLE)
    os.utime(folder, (1_000, 1_000))
    os.utime(file, (2_000, 2_000))
    assert tokens.changed_at() == 2_000


def test_a_refresh_takes_a_live_registration() -> None:
    assert TOKEN.can_refresh(NOW)
    assert TOKEN._replace(registration_expires=None).can_refresh(NOW)
    assert not TOKEN.can_refresh(NOW + timedelta(days=90))
    assert not TOKEN._replace(client_id="").can_refresh(NOW)
    assert not TOKEN._replace(refresh_token=Secret("")).can_refresh(NOW)


def test_no_secret_shows() -> None:
    assert "aoa" not in repr(TOKEN) and "aor" not in repr(TOKEN) and "secret'" not in repr(TOKEN)
