"""Which mutants of a package there are, a reproducible sample of them, and what each looks like."""

import ast
import difflib
import random
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutation.operators import Operator, Position, kind


class Mutant(NamedTuple):
    """One change of one file. The path is relative to the tree; the line counts from 1."""

    path: Path
    line: int
    operator: str
    source: str
    mutated: str

    def diff(self) -> str:
        """Returns the change as a unified diff with one line of context."""
        name = str(self.path)
        lines = difflib.unified_diff(
            self.source.splitlines(), self.mutated.splitlines(), name, name, lineterm="", n=1
        )
        return "\n".join(lines)

    def removed(self) -> list[str]:
        """Returns the lines that the change takes out, stripped."""
        return self._changed("-")

    def added(self) -> list[str]:
        """Returns the lines that the change puts in, stripped."""
        return self._changed("+")

    def _changed(self, sign: str) -> list[str]:
        lines = difflib.ndiff(self.source.splitlines(), self.mutated.splitlines())
        return [line[2:].strip() for line in lines if line.startswith(sign)]


def sample(
    tree: Path, files: list[Path], operators: dict[str, Operator], size: int, seed: int
) -> list[Mutant]:
    """Returns up to `size` mutants of the files (relative to the tree), at as many places.

    A place and a kind of operator are one lot, drawn without return. Which of the operators of that
    kind is applied is drawn afterwards, so that an addition, which a dozen operators change, is no
    likelier than a `True`, which one does.
    """
    lots = []
    for path in sorted(files):
        places = _places((tree / path).read_text(encoding="utf-8"), operators)
        lots += [(path, where, applied) for where, applied in sorted(places.items())]
    dice = random.Random(seed)  # noqa: S311
    dice.shuffle(lots)
    return list(_applied(tree, lots, operators, dice, size))


_Place = tuple[Position, str]
_Applied = list[tuple[str, int]]  # name of the operator, number of the occurrence in the file


def _applied(
    tree: Path,
    lots: list[tuple[Path, _Place, _Applied]],
    operators: dict[str, Operator],
    dice: random.Random,
    size: int,
) -> Iterator[Mutant]:
    for path, (start, _), choices in lots:
        if size <= 0:
            return
        name, occurrence = dice.choice(choices)
        source = (tree / path).read_text(encoding="utf-8")
        mutated = mutate_code(source, operators[name], occurrence)
        if mutated is None or not _compiles(mutated):
            continue
        size -= 1
        yield Mutant(path, start[0], name, source, mutated)


def _places(source: str, operators: dict[str, Operator]) -> dict[_Place, _Applied]:
    left_out = _left_out(source)
    places: dict[_Place, _Applied] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for node in ast_nodes(get_ast(source)):
        for name, operator in operators.items():
            for start, _end in operator.mutation_positions(node):
                if not any(first <= start < last for first, last in left_out):
                    places[start, kind(name)].append((name, counts[name]))
                counts[name] += 1
    return places


def _left_out(source: str) -> list[tuple[Position, Position]]:
    """Returns the spans where a change shows nothing: types, and what is for another system."""
    found: list[ast.expr | ast.stmt] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.AnnAssign(annotation=annotation):
                found.append(annotation)
            case ast.arg(annotation=ast.expr() as annotation):
                found.append(annotation)
            case ast.FunctionDef(returns=ast.expr() as returns):
                found.append(returns)
            case ast.AsyncFunctionDef(returns=ast.expr() as returns):
                found.append(returns)
            case ast.BinOp(op=ast.BitOr(), right=ast.Name() | ast.Constant() | ast.Subscript()):
                found.append(node)
            case ast.If(test=ast.Name(id="TYPE_CHECKING") as test):
                found.append(test)
            case ast.If(test=test, body=body) if "sys.platform ==" in ast.unparse(test):
                found += [test, *body]
            case ast.Compare(left=left) if ast.unparse(left) == "sys.platform":
                found.append(node)
    return [(_start(node), _end(node)) for node in found]


def _start(node: ast.expr | ast.stmt) -> Position:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> Position:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _compiles(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # `is` with a number
        try:
            compile(source, "mutant", "exec")
        except SyntaxError:
            return False
    return True
