"""The store lists the logins that AWS's own tools keep, and leaves them to those."""

import json
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

from rolecall.core.model import rfc3339
from rolecall.core.paths import paths_from
from rolecall.signin.schemes.shared_logins import open_store

URL = "https://corp.awsapps.com/start"
NOW = datetime.now(UTC).replace(microsecond=0)


def signed_in(home: Path, session: str = "corp") -> Path:
    folder = home / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    (home / ".aws" / "config").write_text(
        f"[sso-session {session}]\nsso_start_url = {URL}\nsso_region = eu-central-1\n"
    )
    file = folder / f"{sha1(session.encode(), usedforsecurity=False).hexdigest()}.json"
    token = {
        "startUrl": URL,
        "region": "eu-central-1",
        "accessToken": "aoa" + "x" * 40,
        "expiresAt": rfc3339(NOW + timedelta(minutes=40)),
    }
    file.write_text(json.dumps(token))
    return file


def test_a_session_of_identity_center_is_a_login(tmp_path: Path) -> None:
    signed_in(tmp_path)
    (login,) = open_store(paths_from({"HOME": str(tmp_path)})).logins()
    assert (login.kind, login.name) == ("identity-center", "corp")
    assert login.base.profile == "identity-center:corp"
    assert login.expiration == NOW + timedelta(minutes=40)


def test_it_changes_with_the_file_and_is_forgotten_there(tmp_path: Path) -> None:
    file = signed_in(tmp_path)
    store = open_store(paths_from({"HOME": str(tmp_path)}))
    before = store.changed_at()
    assert store.forget_all() == 0 and file.exists()  # other tools use it
    assert store.forget(store.logins()[0]) and not file.exists()
    assert store.logins() == [] and store.changed_at() != before


def test_a_change_within_the_same_tick_is_seen(tmp_path: Path) -> None:
    file = signed_in(tmp_path)
    paths = paths_from({"HOME": str(tmp_path)})
    Path(paths.sessions_folder).mkdir(parents=True)
    store = open_store(paths)
    os.utime(paths.sessions_folder, (1_000, 1_000))
    later = max(os.stat(each).st_mtime for each in (file, file.parent))
    before = store.changed_at()
    os.utime(paths.sessions_folder, (later, later))  # as where both are written at once
    assert store.changed_at() != before


def test_without_such_files_nothing_else_is_read(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").mkdir()  # nobody could read it
    assert open_store(paths_from({"HOME": str(tmp_path)})).shelves == ()
