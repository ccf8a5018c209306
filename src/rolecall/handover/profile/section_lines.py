"""Edits sections of an INI file by lines, so that every other byte stays unchanged.

Sections, keys and continuation lines are recognised as RawConfigParser does it, with its own
patterns. Within a line, only the value is replaced.
"""

import re
from collections.abc import Collection, Mapping
from configparser import RawConfigParser
from typing import NamedTuple

SECTION, OPTION, MORE, GAP = "section", "option", "more", "gap"

# By section, the new values of its options; None removes an option, or the whole section.
Changes = Mapping[str, Mapping[str, str | None] | None]


class Line(NamedTuple):
    """One line with its newline; `name` is the section's or, in lower case, the option's.

    `kind` is SECTION, OPTION, MORE for the continuation of a value, or GAP for a blank line or a
    comment.
    """

    raw: bytes
    kind: str
    name: str


class Edited(NamedTuple):
    """The content of a file after `edit`."""

    data: bytes
    changed: int  # lines changed, added or removed
    kept: int  # lines unchanged, byte for byte


def scan(data: bytes, encoding: str) -> list[Line]:
    """Split a file that botocore can parse into lines; raises UnicodeDecodeError."""
    lines: list[Line] = []
    indent, in_option = 0, False
    for raw in data.splitlines(keepends=True):  # LF, CRLF and CR, as in text mode
        text = raw.decode(encoding)
        value = text.strip()
        if not value or value.startswith(("#", ";")):
            lines.append(Line(raw, GAP, ""))
            continue
        column = len(text) - len(text.lstrip())
        if in_option and column > indent:
            lines.append(Line(raw, MORE, ""))
            continue
        indent = column
        if header := RawConfigParser.SECTCRE.match(value):
            in_option = False
            lines.append(Line(raw, SECTION, header["header"]))
        else:
            option = RawConfigParser.OPTCRE.match(value)
            in_option = True
            name = option["option"].rstrip().lower() if option else ""
            lines.append(Line(raw, OPTION, name))
    return lines


def options_of(lines: list[Line]) -> dict[str, set[str]]:
    """The options of each section itself, without those of [DEFAULT]."""
    return {
        block[0].name: {line.name for line in block if line.kind == OPTION}
        for block in _blocks(lines)
        if block[0].kind == SECTION
    }


def removal(own: Mapping[str, str], ours: Collection[str]) -> Mapping[str, str | None] | None:
    """The change that removes the keys `ours` from a section, or the section if no other is left.

    `own` are the section's keys, without those of [DEFAULT].
    """
    if own.keys() <= set(ours):
        return None
    return {key: None for key in ours if key in own}


def line_of(lines: list[Line], section: str, option: str = "") -> int:
    """The 1-based line number of a section, or of its option; 0 if it does not exist."""
    current = ""
    for number, line in enumerate(lines, 1):
        if line.kind == SECTION:
            current = line.name
            if current == section and not option:
                return number
        elif line.kind == OPTION and current == section and line.name == option:
            return number
    return 0


def edit(data: bytes, lines_before: list[Line], encoding: str, changes: Changes) -> Edited:
    """Apply changes to a file, of which `scan` returned the lines; new sections are appended."""
    out: list[bytes] = []
    changed = lost = 0
    missing = {name: options for name, options in changes.items() if options is not None}
    for block in _blocks(lines_before):
        if block[0].kind != SECTION or block[0].name not in changes:
            out += [line.raw for line in block]
            continue
        missing.pop(block[0].name, None)
        options = changes[block[0].name]
        if options is None:
            before = len(out)
            lines = _without_options(block, out)
            gone = touched = before - len(out) + len(block) - len(lines)
        else:
            lines, touched, gone = _with_options(block, options, encoding)
        out += lines
        changed += touched
        lost += gone
    newline = _newline(out[-1] if out else b"") or _newline(out[0] if out else b"") or b"\n"
    for name, options in missing.items():
        if out:  # even after a blank line, so that removing the section restores the file exactly
            out.append(newline)
            changed += 1
        new = [f"[{name}]", *(f"{key} = {value}" for key, value in options.items() if value)]
        out += [line.encode(encoding) + newline for line in new]
        changed += len(new)
    # Only the last line of a file can lack its newline. If it is no longer the last, it gets one,
    # and the new last line lacks it, so that removing a section undoes adding it.
    whole = b"".join(raw if _newline(raw) else raw + newline for raw in out)
    if data and not _newline(data):
        whole = whole[: len(whole) - len(_newline(out[-1]) or newline)] if out else b""
    elif out and not _newline(out[-1]):
        whole = whole[: -len(newline)]
    total = len(data.splitlines())
    return Edited(whole, changed, total - lost)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Split the lines before every section header; the lines before the first are a block, too."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.kind == SECTION or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _with_options(
    block: list[Line], options: Mapping[str, str | None], encoding: str
) -> tuple[list[bytes], int, int]:
    """A section's lines with options set or removed, and how many were touched and replaced."""
    left = dict(options)
    out: list[bytes] = []
    touched = lost = 0
    end = 1  # where new options go: after the last one, before trailing comments
    newline = _newline(block[0].raw) or b"\n"
    indent = _indent(block[0].raw)
    replaced = False
    for line in block:
        if line.kind == OPTION:
            indent = _indent(line.raw)
            replaced = line.name in left
            if replaced:
                touched += 1
                lost += 1
                value = left.pop(line.name)
                if value is not None:
                    out.append(_option(line, value, encoding))
                    end = len(out)
                continue
        elif line.kind == MORE and replaced:
            touched += 1
            lost += 1
            continue
        out.append(line.raw)
        if line.kind != GAP:
            end = len(out)
    new = [
        indent + f"{key} = {value}".encode(encoding) + newline
        for key, value in left.items()
        if value is not None
    ]
    out[end:end] = new
    return out, touched + len(new), lost


def _without_options(block: list[Line], before: list[bytes]) -> list[bytes]:
    """What remains of a removed section: comments and blank lines, which are the user's.

    Also removes the last of the lines `before`, if it is the blank line that `edit` has added.
    """
    if before and before[-1] == _newline(before[-1]):
        before.pop()
    return [line.raw for line in block if line.kind == GAP]


def _option(line: Line, value: str, encoding: str) -> bytes:
    """An option's line with another value and the same spacing.

    `:` becomes `=`, and the key is written in lower case.
    """
    spaced = re.match(r"(\s*)\S[^=:]*?(\s*=[ \t]*)", line.raw.decode(encoding))
    start, sign = (spaced[1], spaced[2]) if spaced else ("", " = ")
    if sign.endswith(" ="):
        sign += " "
    return f"{start}{line.name}{sign}{value}".encode(encoding) + _newline(line.raw)


def _indent(raw: bytes) -> bytes:
    return raw[: len(raw) - len(raw.lstrip(b" \t"))]


def _newline(raw: bytes) -> bytes:
    return raw[len(raw.rstrip(b"\r\n")) :]
