"""Credentials files generated from a seed: random ones, and ones like those people write."""

import random
from collections.abc import Iterator
from typing import NamedTuple

SEED = 20240501

PIECES = [
    b"[dev]", b"[a]", b"[b]", b"[c] x", b"  [d]", b"[DEFAULT]", b"[e]e]", b"", b"", b"   ", b"# c",
    b"  ; c", b"x = 1", b"y=2", b"z : 3", b"\tw = 4", b"   more", b"  k = v", b"s3 =",
    b"X_Y = %(a)s", b"manager = rolecall", b"manager = rolecall", b"  manager=rolecall",
    b"aws_session_token = t", b"aws_session_token : t ", b"AWS_Access_Key_ID = ASIA",
    b"aws_security_token = s",
    b"region = eu-west-1", "ü = ✓\u2028".encode(), b"q = \x00\x0c\x1c", b"aws_session_token =",
]  # fmt: skip
ODD = [b"NotARealKey1garbage", b"[", b"[]", b"= v", b"\xff", b"\xef\xbb\xbf[f]", b"[a]"]


def random_ini(chance: random.Random) -> bytes:
    newlines = chance.choice([[b"\n"], [b"\n"], [b"\r\n"], [b"\r"], [b"\n", b"\r\n", b"\r"]])
    lines = [] if chance.random() < 0.1 else [chance.choice([b"[dev]", b"[a]", b"[b]", b" [g]"])]
    if chance.random() < 0.5:
        lines += [b"manager = rolecall", b"aws_session_token=t"]
    keys = set(lines)
    for _ in range(chance.randrange(14)):
        piece = chance.choice(ODD if chance.random() < 0.01 else PIECES)
        if piece not in keys or not piece.strip() or chance.random() < 0.02:
            lines.append(piece)
        keys.add(piece)
    content = b"".join(line + chance.choice(newlines) for line in lines)
    return content.rstrip(b"\r\n") if chance.random() < 0.3 else content


def random_files(count: int) -> Iterator[bytes]:
    """The same files in every run; some are malformed, some have a section `dev` of ours."""
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    for _ in range(count):
        yield random_ini(chance)


class KeptByHand(NamedTuple):
    """A file with comments, tabs and sub-sections, split where a section of ours is or will be."""

    before: bytes
    ours: bytes  # empty: it does not exist yet
    after: bytes


def kept_by_hand(chance: random.Random) -> KeptByHand:
    """One such file, which every SDK can read; the section of ours is `dev`."""
    newline = chance.choice([b"\n", b"\n", b"\r\n"])
    before = _sections(chance, chance.randrange(5), "b") or [b"# kept by hand, do not sort"]
    has_ours = chance.random() < 0.7
    ours = _our_section(chance) if has_ours else []
    # A comment below the last key of a section usually belongs to the next one.
    after = _sections(chance, chance.randrange(4), "a") if has_ours else []
    lines = [line + newline for line in before + ours + after]
    if chance.random() < 0.3:
        lines[-1] = lines[-1].rstrip(b"\r\n")
    start, end = len(before), len(before) + len(ours)
    return KeptByHand(b"".join(lines[:start]), b"".join(lines[start:end]), b"".join(lines[end:]))


def _sections(chance: random.Random, count: int, prefix: str) -> list[bytes]:
    lines: list[bytes] = []
    for number in range(count):
        blanks = chance.choice([[], [b""], [b"", b""], [b"  "], [b"\t"]])
        note = chance.choice([[], [b"#\tnote"], [b"; note [x]"], [b"# region = x"]])
        lines += [*note, f"[{prefix}{number}]".encode() + chance.choice([b"", b"  ", b"\t"])]
        sign = chance.choice([b"=", b" = ", b"\t=\t", b" =  "])
        lines += [b"aws_access_key_id" + sign + b"AKIA%016d" % number]
        lines += [b"aws_secret_access_key" + sign + b"s3cr3t/+%" + chance.choice([b"", b"  "])]
        lines += chance.choice([[], [b"s3 =", b"\taddressing_style = path"], [b"# \xc3\xbc"]])
        lines += blanks
    return lines


def _our_section(chance: random.Random) -> list[bytes]:
    sign = chance.choice([b"=", b" = ", b"\t=\t", b" =  ", b" : "])
    keys = [b"aws_access_key_id", b"aws_secret_access_key", b"aws_session_token"]
    options = [key + sign + b"ASIAOLD" + chance.choice([b"", b" "]) for key in keys]
    options.append(b"manager" + sign + b"rolecall")
    if chance.random() < 0.5:
        options.append(b"aws_security_token" + sign + b"stale")
    if chance.random() < 0.5:
        options.append(b"output" + sign + b"json")
    chance.shuffle(options)
    place = chance.randrange(len(options) + 1)
    options[place:place] = chance.choice([[], [b"# mine"], [b""], [b"", b"; mine"]])
    if chance.random() < 0.2:  # somebody has broken a long value into two lines
        old = next(number for number, line in enumerate(options) if b"ASIAOLD" in line)
        options.insert(old + 1, b"\tmore")
    return [b"[dev]", *options]
