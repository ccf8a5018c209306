"""The record of hand-overs that leave no trace of their own."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rolecall.core.model import Credentials, RoleSession
from rolecall.core.paths import Paths, paths_from
from rolecall.core.secret import Secret
from rolecall.sessions.handed import CLIPBOARD, Handed, forget_handed, handed, note_handed
from tests.samples.mfa_sessions import NOW, SECRET, TOKEN, role_session

KEY_ID = "ASIAIOSFODNN7EXAMPLE"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return paths_from({"HOME": str(tmp_path)})


def session(key_id: str = KEY_ID, lasts: timedelta = timedelta(hours=1)) -> RoleSession:
    keys = Credentials(key_id, Secret(SECRET), Secret(TOKEN), NOW + lasts)
    return role_session()._replace(credentials=keys)


def test_a_copy_is_remembered_by_key_with_its_time(paths: Paths) -> None:
    assert handed(paths) == {}
    note_handed(paths, session(), CLIPBOARD, NOW)
    assert handed(paths) == {KEY_ID: (Handed("clipboard", NOW),)}
    written = Path(paths.handed_over)
    assert written.stat().st_mode & 0o777 == 0o600
    assert SECRET not in written.read_text() and TOKEN not in written.read_text()


def test_the_last_time_counts(paths: Paths) -> None:
    later = NOW + timedelta(minutes=5)
    note_handed(paths, session(), CLIPBOARD, NOW)
    note_handed(paths, session(), "console", NOW)
    note_handed(paths, session(), CLIPBOARD, later)
    assert handed(paths)[KEY_ID] == (Handed("console", NOW), Handed("clipboard", later))


def test_a_note_goes_when_its_session_is_over(paths: Paths) -> None:
    note_handed(paths, session(), CLIPBOARD, NOW)
    other = session("ASIAOTHER00000000001", timedelta(hours=9))
    note_handed(paths, other, CLIPBOARD, NOW + timedelta(hours=1))
    assert list(handed(paths)) == ["ASIAOTHER00000000001"]


def test_forgotten_notes_are_gone_and_the_others_stay(paths: Paths) -> None:
    forget_handed(paths, [KEY_ID])
    assert not Path(paths.cache_folder).exists()
    note_handed(paths, session(), CLIPBOARD, NOW)
    note_handed(paths, session("ASIAOTHER00000000001"), CLIPBOARD, NOW)
    forget_handed(paths, [KEY_ID, "unknown"])
    assert list(handed(paths)) == ["ASIAOTHER00000000001"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 50_000,
        '{"KEY": 3}',
        '{"KEY": {"until": "soon", "handed": []}}',
        '{"KEY": {"until": "2026-03-29T02:30:00Z",'
        ' "handed": [["\\ud800", "2026-03-29T01:30:00Z"]]}}',
        '{"\\u001b[2J": {"until": "2026-03-29T02:30:00Z", "handed": []}}',
        "x" * 600_000,
    ],
)
def test_a_rotten_file_is_none_and_is_written_over(paths: Paths, text: str) -> None:
    path = Path(paths.handed_over)
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("KEY", KEY_ID))
    assert handed(paths) == {}
    note_handed(paths, session(), CLIPBOARD, NOW)
    assert handed(paths) == {KEY_ID: (Handed("clipboard", NOW),)}


WRITER = """
import sys
from datetime import datetime, timedelta
sys.path.insert(0, sys.argv[3])
from rolecall.core.paths import paths_from
from rolecall.sessions.handed import note_handed
from tests.sessions.test_handed import NOW, session
for turn in range(10):
    key = f"ASIA{sys.argv[2]}XXXXXXXXXXXX{turn:02}"
    note_handed(paths_from({"HOME": sys.argv[1]}), session(key), "clipboard", NOW)
"""


def test_four_at_once_lose_no_note(paths: Paths, tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(number), root])
        for number in range(4)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert len(handed(paths)) == 40


def test_a_moment_is_kept_to_the_second(paths: Paths) -> None:
    at = datetime.fromisoformat("2026-03-29T01:30:00.900+00:00")
    note_handed(paths, session(), CLIPBOARD, at)
    assert handed(paths)[KEY_ID][0].at == NOW
