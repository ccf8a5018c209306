"""The words on the screen: phrases that were replaced do not come back.

`samples/retired_phrases.txt` lists them. They are looked for in every string literal of the source
but docstrings, with `{}` in the place of an f-string's values, and in the scripts of the shells.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
LIST = Path(__file__).parent / "samples" / "retired_phrases.txt"
SCRIPTS = {".bash", ".zsh", ".fish", ".ps1"}


def retired() -> list[str]:
    """The phrases, without the list's comments."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def literals(source: str) -> Iterator[tuple[int, str]]:
    """The lines and texts of all string literals that a program can show."""
    tree = ast.parse(source)
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(id(node.value))  # a docstring
        elif isinstance(node, ast.JoinedStr):
            hidden.update(map(id, node.values))
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            yield node.lineno, "".join(parts)


def texts() -> Iterator[tuple[str, str]]:
    """Every text, with where it stands."""
    for path in sorted(SOURCE.rglob("*")):
        name = str(path.relative_to(SOURCE))
        if path.suffix == ".py":
            for line, text in literals(path.read_text(encoding="utf-8")):
                yield f"{name}:{line}", text
        elif path.suffix in SCRIPTS:
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not text.lstrip().startswith("#"):
                    yield f"{name}:{line}", text


def test_no_retired_phrase_is_shown() -> None:
    phrases = retired()
    assert len(phrases) == len(set(phrases)) > 5
    all_texts = list(texts())
    assert len(all_texts) > 5_000
    found = [(place, phrase) for place, text in all_texts for phrase in phrases if phrase in text]
    assert found == []


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("say('Is it meant?')", ["Is it meant?"]),
        ("say(f'Is {name} meant?')", ["Is {} meant?"]),
        ("say('Is it ' 'meant?')", ["Is it meant?"]),
        ("def say():\n    '''Is it meant?'''", []),
    ],
)
def test_what_can_be_shown_is_read(source: str, shown: list[str]) -> None:
    assert [text for _, text in literals(source)] == shown
