"""The mutation operators: Cosmic Ray's, and three for what it leaves alone.

Cosmic Ray changes operators, numbers and keywords. It removes nothing, and what goes missing
unnoticed in practice is removed: a statement, a lock, a limit of time passed by keyword.
"""

from collections.abc import Iterator
from typing import Any, Protocol

from cosmic_ray.plugins import get_operator, operator_names
from parso.python.tree import Keyword
from parso.tree import search_ancestor

Position = tuple[int, int]  # line from 1, column from 0
Node = Any  # of parso, which has no useful types

# They need arguments that name variables.
_NEED_ARGUMENTS = {"VariableReplacer", "VariableInserter"}


class Operator(Protocol):
    """What Cosmic Ray asks of an operator."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        """Yields start and end of each place in the node, not below it, that it can change."""

    def mutate(self, node: Node, index: int) -> Node:
        """Returns the node with its place number `index` changed."""


class RemoveStatement:
    """Replaces a call, a raise, a del or an assignment to an attribute or item by `pass`."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        if node.type == "simple_stmt" and _has_effect(node.children[0]) and not _sets_up(node):
            yield node.children[0].start_pos, node.children[0].end_pos

    def mutate(self, node: Node, index: int) -> Node:
        node.children[0] = _keyword("pass", node.children[0])
        return node


class RemoveContext:
    """Replaces `with lock():` by `if True:`, where the statement binds no name."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        binds = node.type == "with_stmt" and any(
            child.type in ("with_item", "atom") for child in node.children
        )
        if node.type == "with_stmt" and not binds and node.parent.type != "async_stmt":
            yield node.start_pos, node.children[-2].end_pos

    def mutate(self, node: Node, index: int) -> Node:
        start, first = node.children[0], node.children[1]
        node.children[:-2] = [_keyword("if", start), _keyword("True", first)]
        return node


class DropKeyword:
    """Drops one keyword argument of a call, so that its default holds."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Position, Position]]:
        for place in self._places(node):
            yield node.children[place].start_pos, node.children[place].end_pos

    def mutate(self, node: Node, index: int) -> Node:
        place = list(self._places(node))[index]
        # With the comma after it, or before it at the end.
        if place + 1 < len(node.children) and node.children[place + 1].type == "operator":
            last = node.children[place + 1].value != ","
            del node.children[place : place + (1 if last else 2)]
        else:
            del node.children[max(0, place - 1) : place + 1]
        return node

    def _places(self, node: Node) -> Iterator[int]:
        in_call = (node.type == "arglist" and node.parent.type == "trailer") or (
            node.type == "trailer" and node.children[0].value == "("
        )
        if in_call:
            for place, child in enumerate(node.children):
                if child.type == "argument" and child.children[1] == "=":
                    yield place


def operators() -> dict[str, Operator]:
    """Returns the operators by name; Cosmic Ray's begin with `core/`."""
    found: dict[str, Operator] = {
        name: get_operator(name)()
        for name in operator_names()
        if name.rpartition("/")[2] not in _NEED_ARGUMENTS
    }
    found["RemoveStatement"] = RemoveStatement()
    found["RemoveContext"] = RemoveContext()
    found["DropKeyword"] = DropKeyword()
    return found


def kind(name: str) -> str:
    """Returns what operators that differ only in what they put in have in common."""
    for many in ("ReplaceBinaryOperator", "ReplaceComparisonOperator", "ReplaceUnaryOperator"):
        if many in name:
            return many
    return name


def _has_effect(statement: Node) -> bool:
    if statement.type in ("raise_stmt", "del_stmt"):
        return True
    if statement.type == "expr_stmt":
        return statement.children[0].type in ("atom_expr", "power")
    called = statement.type in ("atom_expr", "power") and statement.children[-1].type == "trailer"
    return called and statement.children[-1].children[0].value == "("


def _sets_up(node: Node) -> bool:
    """Whether the statement gives an object its attribute: without it, each use raises."""
    function: Node = search_ancestor(node, "funcdef")
    started = function is not None and function.name.value == "__init__"
    return started and node.children[0].type == "expr_stmt"


def _keyword(word: str, instead_of: Node) -> Node:
    return Keyword(word, instead_of.start_pos, prefix=instead_of.get_first_leaf().prefix)
