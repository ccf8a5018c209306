"""The shape of the source tree: no circle of files, nothing imports upward, nothing grows too big.

The import contracts in pyproject.toml say which package may import which. What they cannot say is
counted here, imports under TYPE_CHECKING included. `python -m tests.test_house` prints the figures.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
PACKAGE = SOURCE / "rolecall"
MOST_LINES = 250  # of a file
MOST_FILES = 16  # of a folder
MOST_LOOSE = 12  # files directly in ui

Imports = Mapping[str, set[str]]  # of each module, by dotted names


def ui_layers() -> list[tuple[str, ...]]:
    """The parts of ui from the top, as the contract in pyproject.toml lists them.

    Imports point down this list; parts of one line stay apart.
    """
    settings = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c.get("containers") == ["rolecall.ui"])
    return [tuple(layer.split(" | ")) for layer in layers]


def modules() -> dict[str, Path]:
    """The package's modules by their dotted names."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(SOURCE).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found[".".join(parts)] = path
    return found


def imports_of(path: Path, known: Iterable[str]) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it the import stands."""
    known = set(known)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = whole if whole in known else node.module
                if target in known:
                    yield target


def all_imports() -> dict[str, set[str]]:
    """Who imports whom."""
    known = modules()
    return {name: set(imports_of(path, known)) - {name} for name, path in known.items()}


def circles(imports: Imports) -> list[list[str]]:
    """The groups of modules that import each other in a loop (strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(imports[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group: list[str] = []
            while not group or group[-1] != name:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for name in imports:
        if name not in index:
            visit(name)
    return found


def upward(imports: Imports) -> list[str]:
    """The imports within ui that point up its layers, or across one."""
    floor = {part: level for level, parts in enumerate(ui_layers()) for part in parts}
    found = []
    for name, others in imports.items():
        for other in others:
            parts = [module.split(".") for module in (name, other)]
            if not all(part[:2] == ["rolecall", "ui"] and len(part) > 2 for part in parts):
                continue
            here, there = (part[2] for part in parts)
            if here != there and floor[here] >= floor[there]:
                found.append(f"{name} -> {other}")
    return sorted(found)


def long_files() -> dict[str, int]:
    """Files over the limit, with their lines."""
    lines = {path: len(path.read_text().splitlines()) for path in _files()}
    return {str(path.relative_to(PACKAGE)): n for path, n in lines.items() if n > MOST_LINES}


def full_folders() -> dict[str, int]:
    """Folders over the limit, with their files."""
    counts: dict[Path, int] = {}
    for path in _files():
        counts[path.parent] = counts.get(path.parent, 0) + 1
    return {str(f.relative_to(PACKAGE)): n for f, n in counts.items() if n > MOST_FILES}


def _files() -> list[Path]:
    return [p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts]


def loose_in_ui() -> list[str]:
    """The files that lie directly in ui."""
    return sorted(path.name for path in (PACKAGE / "ui").iterdir() if path.is_file())


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles(all_imports()) == []


def test_a_circle_would_be_found() -> None:
    tied = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str]()}
    assert circles(tied) == [["a", "b", "c"]]


def test_imports_within_ui_point_down() -> None:
    assert upward(all_imports()) == []


def test_an_import_that_points_up_would_be_found() -> None:
    up = {"rolecall.ui.state.held": {"rolecall.ui.page.picker"}}
    assert upward(up) == ["rolecall.ui.state.held -> rolecall.ui.page.picker"]


def test_every_part_of_ui_has_its_layer() -> None:
    parts = {name.split(".")[2] for name in modules() if name.startswith("rolecall.ui.")}
    assert parts == {part for parts in ui_layers() for part in parts}


def test_no_file_and_no_folder_grows_too_big() -> None:
    assert (long_files(), full_folders()) == ({}, {})
    assert len(loose_in_ui()) <= MOST_LOOSE


_CLOCKS = re.compile(
    r"\btime\.(time|time_ns|monotonic|monotonic_ns|perf_counter|localtime|gmtime)\b"
    r"|\b(datetime|date)\.(now|utcnow|today)\b"
    r"|from time import .*\b(time|monotonic|perf_counter|localtime)\b"
)
_CLOCK_OF_ALL, _AT_EVERY_START = "core/process/clock.py", "cli/kept_answers.py"


def clock_reads(path: Path) -> list[str]:
    """The clocks that a file reads by itself; texts are no code."""
    return [
        found[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute | ast.ImportFrom)
        and (found := _CLOCKS.search(ast.unparse(node)))
    ]


def test_time_is_read_in_one_place() -> None:
    """But for child processes, which import nothing of ours, and what every start imports."""
    reads = {
        str(path.relative_to(PACKAGE)): clock_reads(path)
        for path in PACKAGE.rglob("*.py")
        if not path.name.endswith("_child.py")
    }
    assert reads.pop(_CLOCK_OF_ALL) and reads.pop(_AT_EVERY_START)
    assert not {path: found for path, found in reads.items() if found}


def test_another_clock_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    for line in ("x = time.time()", "def f(now=time.monotonic): ...", "datetime.now(UTC)"):
        file.write_text(line)
        assert clock_reads(file), line
    file.write_text('"""By time.time()."""\nfrom time import strptime\ntime.sleep(1)')
    assert not clock_reads(file)


if __name__ == "__main__":
    imports = all_imports()
    print("circles", circles(imports))
    print("upward", upward(imports))
    print("long files", long_files())
    print("full folders", full_folders())
    print("loose in ui", len(loose_in_ui()), loose_in_ui())
