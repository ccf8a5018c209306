"""The lines of an INI file, so that some sections change and every other byte stays.

What starts a section, a key or a continuation is decided as RawConfigParser decides it, with its
own patterns; the lines themselves are never taken apart further than one value.
"""

import re
from collections.abc import Collection, Mapping
from configparser import RawConfigParser
from typing import NamedTuple

SECTION, OPTION, MORE, GAP = "section", "option", "more", "gap"

# Which options of a section get which value; None takes an option away, or the whole section.
Changes = Mapping[str, Mapping[str, str | None] | None]


class Line(NamedTuple):
    """One line with its newline; `name` is that of the section or, in lower case, the option.

    MORE continues a value; GAP is blank or a comment.
    """

    raw: bytes
    kind: str
    name: str


class Edited(NamedTuple):
    data: bytes
    changed: int  # lines that differ, appear or go
    kept: int  # lines that stay, byte for byte


def scan(data: bytes, encoding: str) -> list[Line]:
    """The lines of a file that botocore can read; raises UnicodeDecodeError."""
    lines: list[Line] = []
    indent, in_option = 0, False
    for raw in data.splitlines(keepends=True):  # LF, CRLF and CR, as in a file opened for text
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
    """The options written in each section itself, without what [DEFAULT] lends it."""
    return {
        block[0].name: {line.name for line in block if line.kind == OPTION}
        for block in _blocks(lines)
        if block[0].kind == SECTION
    }


def removal(own: Mapping[str, str], ours: Collection[str]) -> Mapping[str, str | None] | None:
    """The change that takes a section's keys of ours away; the section too, where no other is left.

    `own`: what the section holds itself.
    """
    if own.keys() <= set(ours):
        return None
    return {key: None for key in ours if key in own}


def line_of(lines: list[Line], section: str, option: str = "") -> int:
    """Where a section, or an option of it, stands: 1-based; 0 where it does not."""
    current = ""
    for number, line in enumerate(lines, 1):
        if line.kind == SECTION:
            current = line.name
            if current == section and not option:
                return number
        elif line.kind == OPTION and current == section and line.name == option:
            return number
    return 0


def edit(data: bytes, encoding: str, changes: Changes) -> Edited:
    """The file with these changes made; sections that are not there yet are put at its end."""
    out: list[bytes] = []
    changed = lost = 0
    missing = {name: options for name, options in changes.items() if options is not None}
    for block in _blocks(scan(data, encoding)):
        if block[0].kind != SECTION or block[0].name not in changes:
            out += [line.raw for line in block]
            continue
        missing.pop(block[0].name, None)
        options = changes[block[0].name]
        if options is None:
            before = len(out)
            lines = _without(block, out)
            gone = touched = before - len(out) + len(block) - len(lines)
        else:
            lines, touched, gone = _with(block, options, encoding)
        out += lines
        changed += touched
        lost += gone
    newline = _newline(out[-1] if out else b"") or _newline(out[0] if out else b"") or b"\n"
    for name, options in missing.items():
        if out:  # also behind a blank line: what is added can be taken away again exactly
            out.append(newline)
            changed += 1
        new = [f"[{name}]", *(f"{key} = {value}" for key, value in options.items() if value)]
        out += [line.encode(encoding) + newline for line in new]
        changed += len(new)
    # Only the last line of a file can lack its newline; one that is not the last any more gets it,
    # and whatever is the last then lacks it, so that taking a section away undoes adding it.
    whole = b"".join(raw if _newline(raw) else raw + newline for raw in out)
    if data and not _newline(data):
        whole = whole[: len(whole) - len(_newline(out[-1]) or newline)] if out else b""
    elif out and not _newline(out[-1]):
        whole = whole[: -len(newline)]
    total = len(data.splitlines())
    return Edited(whole, changed, total - lost)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """The lines cut before every section's header; what stands before the first comes first."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.kind == SECTION or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _with(
    block: list[Line], options: Mapping[str, str | None], encoding: str
) -> tuple[list[bytes], int, int]:
    """A section's lines with options set or taken away; how many were touched, how many lost."""
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


def _without(block: list[Line], before: list[bytes]) -> list[bytes]:
    """What stays of a section that goes: comments and blank lines, which are a person's.

    From the lines `before` it goes the blank one that set it apart, as `edit` has added it.
    """
    if before and before[-1] == _newline(before[-1]):
        before.pop()
    return [line.raw for line in block if line.kind == GAP]


def _option(line: Line, value: str, encoding: str) -> bytes:
    """An option's line with another value, spaced as it was; `:` and capitals become plain."""
    spaced = re.match(r"(\s*)\S[^=:]*?(\s*=[ \t]*)", line.raw.decode(encoding))
    start, sign = (spaced[1], spaced[2]) if spaced else ("", " = ")
    if sign.endswith(" ="):
        sign += " "
    return f"{start}{line.name}{sign}{value}".encode(encoding) + _newline(line.raw)


def _indent(raw: bytes) -> bytes:
    return raw[: len(raw) - len(raw.lstrip(b" \t"))]


def _newline(raw: bytes) -> bytes:
    return raw[len(raw.rstrip(b"\r\n")) :]
