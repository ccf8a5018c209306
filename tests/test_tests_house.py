"""The order of the tests themselves: what is shared has modules of its own, in small folders."""

import ast
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MODULES = sorted(TESTS.rglob("*.py"))
MOST_IN_A_FOLDER = 20


def imports(path: Path) -> list[tuple[str, str]]:
    """What a module imports from modules of the tests: their names, and a name of each."""
    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    names = [(str(node.module), each.name) for node in found for each in node.names]
    names += [(each.name, "") for node in whole for each in node.names]
    return [(module, name) for module, name in names if module.split(".")[0] == "tests"]


def shared_wrongly(module: str, name: str) -> bool:
    """Whether this is a test module, a conftest, or a private name of any module."""
    parts = [part for part in (*module.split("."), name) if part != "__main__"]
    return any(part.startswith(("test_", "_")) or part == "conftest" for part in parts)


def test_a_module_takes_from_others_what_is_meant_for_it() -> None:
    found = {str(path.relative_to(TESTS)): imports(path) for path in MODULES}
    assert len(found) > 300
    wrong = {
        path: [each for each in taken if shared_wrongly(*each)] for path, taken in found.items()
    }
    assert {path: taken for path, taken in wrong.items() if taken} == {}


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("from tests.ui.test_board import row", True),
        ("from tests.ui import test_board", True),
        ("import tests.ui.test_board", True),
        ("from tests.drivers.picker import _Phone", True),
        ("from tests.ui.conftest import world", True),
        ("from tests.drivers.picker import Walk", False),
        ("from rolecall.ui import _private", False),
    ],
)
def test_what_is_looked_for_is_found(source: str, wrong: bool, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(source)
    assert any(shared_wrongly(*each) for each in imports(file)) == wrong


def test_no_folder_is_too_large_to_be_read() -> None:
    sizes = Counter(path.parent.relative_to(TESTS) for path in MODULES)
    assert {str(folder): size for folder, size in sizes.items() if size > MOST_IN_A_FOLDER} == {}
