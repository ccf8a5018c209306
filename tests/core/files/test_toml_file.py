"""Faults of a TOML file are named with their line, as long as that takes no time."""

from typing import Any

import pytest

from rolecall.core.files import toml_file
from rolecall.core.files.toml_file import toml_from

COUNT = 400
TEXT = "".join(f"[accounts.a{place}]\nid = {place}\nroles = [1]\n" for place in range(COUNT))


def test_hundreds_of_faults_are_not_looked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    tables = toml_file._tables

    def counting(lines: list[str]) -> dict[str, Any] | None:
        parsed.append(sum(map(len, lines)))
        return tables(lines)

    monkeypatch.setattr(toml_file, "_tables", counting)
    file = toml_from(TEXT.encode(), "config.toml")
    faults = [file.fault(("accounts", f"a{n}", "roles"), "wrong.").message for n in range(COUNT)]
    assert sum(parsed) < 100 * len(TEXT)
    assert faults[0] == "config.toml, line 3: wrong."
    assert faults[-1] == f"config.toml, [accounts.a{COUNT - 1}]: wrong."
