"""Whatever is in a file that Rolecall reads: every command ends in words, and quotes no secret."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drivers.program import Program
from tests.full import times
from tests.properties.corpus import CORPUS, kept
from tests.properties.household import (
    federated_aws,
    files,
    furnished,
    kind_of,
    put_back,
    read_all,
    read_with,
)
from tests.properties.mutations import changes, mutated


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with federated_aws() as aws:
        yield furnished(tmp_path_factory.mktemp("household"), aws)


class Contents(dict[Path, bytes]):
    """The content of each file, without showing it where a test fails."""

    def __repr__(self) -> str:
        return f"<{len(self)} files>"


@pytest.fixture
def whole(household: Program) -> Iterator[Contents]:
    """Every file's content, which is put back after each test."""
    contents = Contents((path, path.read_bytes()) for path in files(household))
    yield contents
    put_back(contents)


def test_every_file_is_there_and_read(household: Program, whole: Contents) -> None:
    names = {path.name for path in whole}
    assert {
        "accounts", "config", "credentials", "config.toml", "discovered.json", "assignments.json",
        "handed-over.json", "used-codes.json", "ended-logins.json", "guard.json",
    } <= names  # fmt: skip
    assert sum(path.parent.name == "sessions" for path in whole) == 2
    read_all(household.env)


@settings(
    max_examples=times(3_000, 120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data(), changes())
def test_a_damaged_file_ends_in_words(
    household: Program, whole: Contents, data: st.DataObject, chance: random.Random
) -> None:
    path = data.draw(st.sampled_from(sorted(whole)))
    try:
        read_with(household, path, mutated(chance, whole[path]))
    finally:
        put_back(whole)


@pytest.mark.parametrize("entry", kept(), ids=lambda entry: str(entry.relative_to(CORPUS)))
def test_what_once_led_to_new_code_ends_in_words(
    household: Program, whole: Contents, entry: Path
) -> None:
    (path,) = [path for path in whole if kind_of(path) == entry.parent.name][:1]
    read_with(household, path, entry.read_bytes())
