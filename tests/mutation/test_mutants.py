"""The mutation tool: what its operators change, what it samples, that a mutant is really run."""

import subprocess
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code

from tests.mutation.copied_tree import copied_tree
from tests.mutation.equivalents import Equivalent, known
from tests.mutation.mutants import Mutant, sample
from tests.mutation.operators import operators

SOURCE = """\
def f(a: int | None, limit: float = 1.5) -> str | None:
    with lock(a):
        act(a, limit=limit)
    if a and limit > 2:
        raise ValueError(a)
    if sys.platform == "win32":
        a.on_windows()
    return sys.platform != "darwin"
"""


@pytest.mark.parametrize(
    "operator, before, after",
    [
        ("RemoveStatement", "if a:\n    act(a)\n", "if a:\n    pass\n"),
        ("RemoveStatement", "raise a from b\n", "pass\n"),
        ("RemoveStatement", "a.b = c\n", "pass\n"),
        ("RemoveContext", "with a, b(c):\n    d\n", "if True:\n    d\n"),
        ("DropKeyword", "f(a, b=c, d=e)", "f(a, d=e)"),
        ("DropKeyword", "f(a, b=c)", "f(a)"),
        ("DropKeyword", "f(b=c)", "f()"),
        ("DropKeyword", "f(\n    a,\n    b=c,\n)\n", "f(\n    a,\n)\n"),
    ],
)
def test_operator_changes_the_first_place_alone(operator: str, before: str, after: str) -> None:
    assert mutate_code(before, operators()[operator], 0) == after


@pytest.mark.parametrize(
    "operator, source",
    [
        ("RemoveStatement", "a = f(b)\n"),
        ("RemoveStatement", '"""What it is."""\n'),
        ("RemoveStatement", "def __init__(self):\n    self.a = 1\n"),
        ("RemoveContext", "with a as b:\n    c\n"),
        ("DropKeyword", "def f(a=1):\n    pass\n"),
    ],
)
def test_operator_leaves_what_only_breaks_the_next_line(operator: str, source: str) -> None:
    assert mutate_code(source, operators()[operator], 0) is None


def test_sample_is_the_same_for_a_seed_and_leaves_types_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    everything = sample(tmp_path, [Path("a.py")], operators(), 1000, seed=3)
    assert everything == sample(tmp_path, [Path("a.py")], operators(), 1000, seed=3)
    assert everything[:4] == sample(tmp_path, [Path("a.py")], operators(), 4, seed=3)
    assert everything != sample(tmp_path, [Path("a.py")], operators(), 1000, seed=4)
    kinds = [mutant.operator.split("_")[0].removeprefix("core/") for mutant in everything]
    assert sorted(kinds) == [
        "AddNot",
        "DropKeyword",
        "NumberReplacer",
        "NumberReplacer",
        "RemoveContext",
        "RemoveStatement",
        "RemoveStatement",
        "ReplaceAndWithOr",
        "ReplaceComparisonOperator",
    ]
    assert all("int | None" in mutant.mutated for mutant in everything)


def test_programs_in_the_copy_import_the_copy_and_a_failing_test_is_seen() -> None:
    with copied_tree() as tree:
        words = ["-I", "-c", "import rolecall.core.secret as s, boto3; print(s.__file__)"]
        python = tree.path / ".venv" / "bin" / "python"
        done = subprocess.run([python, *words], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(tree.path / "src/rolecall/core/secret.py")
        test = Path("tests/test_one.py")
        tree.write(test, "def test_one() -> None:\n    assert True\n")
        assert tree.passes([str(test)], workers=0, limit=None) is True
        tree.write(test, "def test_one() -> None:\n    assert False\n")
        assert tree.passes([str(test)], workers=0, limit=None) is False
        tree.write(test, "def test_one() -> None:\n    while True:\n        pass\n")
        assert tree.passes([str(test)], workers=0, limit=3) is None


def test_equivalent_is_recognised_wherever_its_lines_stand() -> None:
    entry = Equivalent("a.py", ["x = 1"], ["x = 2"], "x is never read")
    mutant = Mutant(Path("a.py"), 2, "core/NumberReplacer", "y\n    x = 1\n", "y\n    x = 2\n")
    assert entry.is_it(mutant)
    assert not entry.is_it(mutant._replace(path=Path("b.py")))
    assert not entry.is_it(mutant._replace(mutated="y\n    x = 3\n"))


def test_every_known_equivalent_has_a_reason_and_is_stale_without_its_lines(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.py").write_text("    x = 1  # one\n")
    assert not Equivalent("a.py", ["x = 1"], ["x = 2"], "never read").is_stale(tmp_path)
    assert Equivalent("a.py", ["x = 3"], ["x = 2"], "never read").is_stale(tmp_path)
    assert Equivalent("b.py", ["x = 1"], ["x = 2"], "never read").is_stale(tmp_path)
    assert all(entry.reason and entry.before and entry.after for entry in known())
