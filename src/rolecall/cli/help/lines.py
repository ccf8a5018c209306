"""Lays help out for a terminal: paragraphs, tables of terms, commands that stay pasteable."""

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

INDENT = "  "
_DEFAULT, _LEAST, _MOST = 80, 20, 100  # columns
_FARTHEST = 24  # the column of the explanations at most; a longer term has a line of its own


def terminal_width(env: Mapping[str, str]) -> int:
    """Returns the columns to use: of COLUMNS, of the terminal on stdout or stderr, or 80."""
    named = env.get("COLUMNS", "")
    if named.isascii() and named.isdecimal() and int(named):
        return _within(int(named))
    for handle in (1, 2):  # help captured by a shell function is shown where stderr leads
        try:
            columns = os.get_terminal_size(handle).columns
        except OSError:
            continue
        if columns:
            return _within(columns)
    return _DEFAULT


def _within(columns: int) -> int:
    return max(_LEAST, min(columns, _MOST))


def paragraph(text: str, width: int, indent: str = "") -> str:
    """Returns the text in lines of at most `width`."""
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def column_for(terms: Iterable[str], width: int) -> int:
    """Returns the column in which the explanations of these terms begin."""
    longest = max(map(len, terms), default=0)
    return min(len(INDENT) + longest + 2, _FARTHEST, width // 3)


def section(title: str, rows: Sequence[tuple[str, str]], column: int, width: int) -> str:
    """Returns a title and a table of terms and what they mean; empty without rows."""
    lines = [_row(term, text, column, width) for term, text in rows]
    return "\n".join([f"{title}:", *lines]) if lines else ""


def _row(term: str, text: str, column: int, width: int) -> str:
    first = INDENT + term
    lines = paragraph(text, width, " " * column).split("\n") if text else []
    if not lines or len(first) + 2 > column:
        return "\n".join([first, *lines])
    return "\n".join([first + lines[0][len(first) :], *lines[1:]])


def examples_section(examples: Iterable[tuple[str, str]], width: int) -> str:
    """Returns the examples: what each is for, and below it the command; empty without any."""
    lines = []
    for purpose, command in examples:
        lines.append(paragraph(purpose, width, INDENT))
        lines += _command(command, width, INDENT * 2)
    return "\n".join(["Examples:", *lines]) if lines else ""


def _command(command: str, width: int, indent: str) -> Iterator[str]:
    """Yields a command in lines that end in the shell's continuation sign where it is too long."""
    line = indent
    for word in command.split(" "):
        more = word if line.isspace() else f" {word}"
        # Room for the sign, which every line but the last ends in.
        if len(line) + len(more) + 2 > width and not line.isspace():
            yield f"{line} \\"
            line, more = indent + INDENT, word
        line += more
    yield line


def usage_line(usage: str, width: int) -> str:
    """Returns the usage, broken between its parts: not in brackets, nor after `--`."""
    title = "Usage: "
    parts: list[str] = []
    for word in usage.split():
        if parts and _belongs_to_next(parts[-1]):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    indent = " " * (len(title) + len(parts[0]) + 1 if width > 60 else 4)
    line, lines = title + parts[0], []
    for part in parts[1:]:
        if len(line) + 1 + len(part) > width:
            lines.append(line)
            line = indent + part
        else:
            line += f" {part}"
    return "\n".join([*lines, line])


def _belongs_to_next(part: str) -> bool:
    return part.count("[") > part.count("]") or part == "|" or part.startswith("--")
