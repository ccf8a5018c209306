"""Parsed TOML is cached as JSON, and the cache is used only for the same content."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecall.core.files import toml_cache
from rolecall.core.process.sha256 import sha256_hex

TEXT = 'guard = "prod*"\n[accounts.a]\nid = "123456789012"\nroles = ["x", "ü"]\nduration = 900\n'
TABLES = {
    "guard": "prod*",
    "accounts": {"a": {"id": "123456789012", "roles": ["x", "ü"], "duration": 900}},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(toml_cache, "_folder", "")
    monkeypatch.setattr(toml_cache, "_fresh", {})
    toml_cache.use_cache_folder(str(tmp_path / "cache"))
    yield tmp_path / "cache" / "parsed"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.exists() else []


def without_tomllib(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("tomllib.loads", refuse)


def test_the_second_reading_needs_no_parser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert toml_cache.loads(TEXT) == TABLES
    assert not kept(folder), "nothing is written unasked"
    toml_cache.save_parsed()
    without_tomllib(monkeypatch)
    assert toml_cache.loads(TEXT) == TABLES
    (file,) = kept(folder)
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_text_is_parsed(folder: Path) -> None:
    toml_cache.loads(TEXT)
    toml_cache.save_parsed()
    assert toml_cache.loads(TEXT.replace("prod*", "live*"))["guard"] == "live*"


def test_a_damaged_file_is_never_used(folder: Path) -> None:
    toml_cache.loads(TEXT)
    toml_cache.save_parsed()
    (file,) = kept(folder)
    whole = file.read_bytes()
    chance = random.Random(7)  # noqa: S311 - made anew from its seed
    for _ in range(300):
        rotten = bytearray(whole)
        rotten[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(rotten)
        assert toml_cache.loads(TEXT) == TABLES
    file.write_bytes(whole[:40])
    assert toml_cache.loads(TEXT) == TABLES


def test_a_file_that_others_could_write_is_not_used(folder: Path) -> None:
    toml_cache.loads(TEXT)
    toml_cache.save_parsed()
    (file,) = kept(folder)
    forged = json.dumps({"guard": ""})
    file.write_text(f"{sha256_hex(forged.encode())} {forged}")
    assert toml_cache.loads(TEXT) == {"guard": ""}, "the forgery itself is whole"
    file.chmod(0o666)
    assert toml_cache.loads(TEXT) == TABLES


@pytest.mark.parametrize("text", ["a = 1979-05-27", "a = nan", "a = 07:32:00"])
def test_what_json_cannot_say_is_parsed_each_time(folder: Path, text: str) -> None:
    before = toml_cache.loads(text)
    toml_cache.save_parsed()
    assert not kept(folder)
    assert repr(toml_cache.loads(text)) == repr(before)


def test_what_is_no_toml_is_refused_as_before(folder: Path) -> None:
    with pytest.raises(ValueError, match="line 1"):
        toml_cache.loads("a = = 1")
    toml_cache.save_parsed()
    assert not kept(folder)


def test_files_of_texts_that_are_gone_go(folder: Path) -> None:
    for number in range(20):
        toml_cache.loads(f"a = {number}")
        toml_cache.save_parsed()
        os.utime(kept(folder)[0])
    assert len(kept(folder)) <= 8


def test_a_folder_in_which_nothing_can_be_kept_is_borne(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    toml_cache.loads(TEXT)
    toml_cache.save_parsed()
    assert toml_cache.loads(TEXT) == TABLES
