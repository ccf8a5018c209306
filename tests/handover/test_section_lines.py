"""The line editor against botocore's own parser: what it accepts is edited without damage."""

import hashlib
import os
import random
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError

from rolecall.core.errors import ConfigError, Refused
from rolecall.handover.credentials_file import remove_profiles, write_profiles
from tests.handover.role_sessions import KEY_ID, SECRET, TAKEN, TOKEN, a_session

WRITTEN = {
    "manager": "rolecall",
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key": SECRET,
    "aws_session_token": TOKEN,
    "region": "eu-central-1",
    "x_security_token_expires": "2030-05-06T12:32:05Z",
}
EDITED, REFUSED = "edited", "refused"


def read(path: Path) -> dict[str, Any] | None:
    """What botocore makes of the file; None where it refuses it."""
    try:
        return dict(raw_config_parse(str(path)))
    except ConfigParseError:
        return None


def with_lent(path: Path) -> dict[str, Any]:
    """What a new section of ours holds in this file together with what [DEFAULT] lends it."""
    probe = path.with_name("probe")
    keys = "".join(f"{key} = {value}\n" for key, value in WRITTEN.items())
    probe.write_bytes(path.read_bytes() + b"\n[probe]\n" + keys.encode())
    return dict((read(probe) or {}).get("probe", {}))


def judge(path: Path, content: bytes, name: str) -> str:
    """Write a profile into a file; every outcome but a true edit or a clean refusal fails."""
    path.write_bytes(content)
    path.chmod(0o600)
    os.utime(path, (0, 0))  # at rest: nobody waits for it to settle
    before = read(path)
    lent = with_lent(path) if before is not None else {}
    try:
        write_profiles(str(path), {name: a_session()}, TAKEN)
    except (ConfigError, Refused) as refused:
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(content).digest()
        assert isinstance(refused, Refused) == (before is not None)
        assert "line " in refused.message
        if before is None:
            for word in content.decode("latin-1").split():
                assert len(word) < 12 or word not in refused.message
        return REFUSED
    assert before is not None, "botocore refuses what was edited"
    after = read(path)
    assert after is not None
    section = after.pop(name)
    was = before.pop(name, lent)
    assert after == before
    assert section == {key: was[key] for key in was if key != "aws_security_token"} | WRITTEN
    return EDITED


def outside(content: bytes, header: bytes) -> tuple[bytes, bytes]:
    """The bytes before a section's header line and those from the next header on."""
    start = content.index(header)
    following = content.find(b"[", start + len(header))
    return content[:start], content[following:] if following >= 0 else b""


def two_hundred(newline: bytes) -> bytes:
    lines: list[bytes] = [b"# kept by hand, do not sort", b"", b"  ; and this"]
    for number in range(200):
        if number == 120:
            lines += [
                b"[dev-read]   ",
                b"# mine",
                b"manager\t=\trolecall",
                b"aws_access_key_id=ASIAOLD",
                b"aws_security_token = stale",
                b"aws_session_token : old",
                b"",
            ]
        lines += [b"[p%d]" % number, b"aws_access_key_id\t=  ASIA%d  " % number]
        lines += [b"s3 =", b"  addressing_style = path", b"", b"#\tnote %d" % number]
        lines += [b"AWS_Session_Token:t%d\t" % number, b"  "]
    return newline.join(lines)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n\n", b"\n# end", b"\n   "])
def test_every_byte_outside_our_section_stays(tmp_path: Path, newline: bytes, end: bytes) -> None:
    path = tmp_path / "credentials"
    content = two_hundred(newline) + end.replace(b"\n", newline)
    assert judge(path, content, "dev-read") == EDITED
    assert outside(path.read_bytes(), b"[dev-read]   " + newline) == outside(content, b"[dev-read]")
    assert path.read_bytes().count(b"stale") == 0
    ours = path.read_bytes().partition(b"[dev-read]")[2].partition(b"[p120]")[0]
    assert ours.splitlines()[1:3] == [b"# mine", b"manager\t=\trolecall"]
    assert ours.count(newline) == len(ours.splitlines())


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\n# end", b"\n   "])
def test_new_section_goes_to_the_end_in_the_files_own_newlines(
    tmp_path: Path, newline: bytes, end: bytes
) -> None:
    path = tmp_path / "credentials"
    content = two_hundred(newline) + end.replace(b"\n", newline)
    assert judge(path, content, "new") == EDITED
    added = path.read_bytes().removeprefix(content)
    assert len(added) < len(path.read_bytes())
    assert added.strip().startswith(b"[new]")
    assert added.replace(newline, b"").splitlines() == [added.replace(newline, b"")]
    remove_profiles(str(path), ["new"])
    assert path.read_bytes().rstrip() == content.rstrip()


HAD = b"manager = rolecall\naws_session_token = t\n"

NASTY: dict[str, tuple[bytes, str]] = {
    "empty": (b"", EDITED),
    "only-blank-lines": (b"\n \n\t\n", EDITED),
    "only-a-comment": (b"# nothing here", EDITED),
    "indented-first-section": (b"  [other]\n  a = 1\n", EDITED),
    "indented-own-section": (b"  [dev]\n  manager = rolecall\n  aws_session_token = t\n", EDITED),
    "every-key-indented": (b"[dev]\n\tmanager = rolecall\n\taws_session_token = t\n[b]\n", EDITED),
    "keys-indented-differently": (
        b"[dev]\n    manager = rolecall\n  aws_session_token = t\n[b]\n x = 1\n",
        EDITED,
    ),
    "continuation-lines": (b"[a]\nx = 1\n  2\n\n  3\n# c\n  4\n[b]\ny = 1\n", EDITED),
    "own-value-continued": (
        b"[dev]\nmanager = rolecall\naws_session_token = t\n  more\n# c\n\n  most\nz = 1\n",
        EDITED,
    ),
    "header-that-is-a-continuation": (b"[a]\nx = 1\n  [dev]\n", EDITED),
    "own-section-followed-by-indented-header": (
        b"[dev]\nmanager = rolecall\naws_session_token = t\n[e]\n   [b]\nx = 1\n",
        EDITED,
    ),
    "deeper-section-after-ours": (
        b"    [dev]\n    manager = rolecall\n  aws_session_token = t\n [b]\n x = 1\n",
        EDITED,
    ),
    "upper-case-keys": (b"[dev]\nMANAGER = rolecall\nAWS_SESSION_TOKEN = t\n", EDITED),
    "colon-delimiter": (b"[dev]\nmanager: rolecall\naws_session_token:t\n", EDITED),
    "no-spaces": (b"[dev]\nmanager=rolecall\naws_session_token=t\n", EDITED),
    "key-without-value": (b"[dev]\nmanager = rolecall\naws_session_token =\n", EDITED),
    "equals-in-value": (b"[a]\nx = y = z : q\n[dev]\n" + HAD, EDITED),
    "two-sections-in-one-line": (b"[a]x]\ny = 1\n[dev] trailing\n" + HAD, EDITED),
    "bracket-in-name": (b"[dev]x]\na = 1\n", EDITED),
    "blanks-in-name": (b"[ dev ]\na = 1\n[profile x]\nb = 1\n", EDITED),
    "default-section": (b"[DEFAULT]\nregion = eu-west-3\n[dev]\n" + HAD, EDITED),
    "default-section-twice": (b"[DEFAULT]\na = 1\n[b]\n[DEFAULT]\nc = 1\n", EDITED),
    "default-lends-the-marker": (b"[DEFAULT]\nmanager = rolecall\n[dev]\nx = 1\n", REFUSED),
    "percent": (b"[a]\nx = %(y)s %%\n[dev]\n" + HAD, EDITED),
    "nul": (b"[a]\nx = \x00\n[dev]\n" + HAD, EDITED),
    "line-separator": ("[a]\nx = 1\u20282 = 3\n[dev]\n".encode() + HAD, EDITED),
    "next-line-and-form-feed": ("[a]\nx = 1\x852\x0c3\x1c4\n[dev]\n".encode() + HAD, EDITED),
    "unicode": ("[möbel]\nnäme = ✓ 日本\n# ü\n".encode(), EDITED),
    "no-break-space-indent": ("[a]\nx = 1\n\u00a0y = 2\n".encode(), EDITED),
    "crlf": (b"[a]\r\nx = 1\r\n[dev]\r\nmanager = rolecall\r\naws_session_token = t\r\n", EDITED),
    "cr-only": (b"[a]\rx = 1\r[dev]\rmanager = rolecall\raws_session_token = t\r", EDITED),
    "mixed-newlines": (b"[a]\nx = 1\r[b]\r\ny = 1\n\r\nz = 1\r", EDITED),
    "no-final-newline": (b"[dev]\nmanager = rolecall\naws_session_token = t", EDITED),
    "header-without-newline": (b"[a]\nx=1\n[b]", EDITED),
    "value-starting-with-comment-sign": (b"[a]\nx = # no comment\ny = ; neither\n", EDITED),
    "comment-between-our-keys": (
        b"[dev]\nmanager = rolecall\n; c\n\n#aws_session_token = x\naws_session_token = t\n",
        EDITED,
    ),
    "sub-sections": (b"[a]\ns3 =\n  addressing_style = path\n  x = y\n[dev]\n" + HAD, EDITED),
    "broken-sub-section": (b"[a]\ns3 =\n  garbage1garbage\n", REFUSED),
    "broken-sub-section-in-default": (b"[DEFAULT]\ns3 =\n  garbage1garbage\n[b]\n", REFUSED),
    "sub-section-cut-by-separator": ("[a]\ns3 =\n  a = 1\u2028b\n".encode(), REFUSED),
    "foreign-section": (b"[dev]\naws_access_key_id = ASIA\n", REFUSED),
    "duplicate-section": (b"[dev]\n" + HAD + b"[a]\n[dev]\n", REFUSED),
    "duplicate-key": (b"[a]\nx = hunter2hunter2\nx = hunter2hunter2\n", REFUSED),
    "keys-equal-but-for-case": (b"[a]\naws_key = 1\nAWS_Key = 2\n", REFUSED),
    "bom": (b"\xef\xbb\xbf[a]\nx = 1\n", REFUSED),
    "utf-16": ("[a]\nx = 1\n".encode("utf-16"), REFUSED),
    "latin-1": ("[a]\nx = ü\n".encode("latin-1"), REFUSED),
    "truncated-utf-8": (b"[a]\nx = 1\n# \xe2\x9c", REFUSED),
    "garbage-line": (b"[a]\nx = 1\nhunter2hunter2\ny = 2\n", REFUSED),
    "empty-header": (b"[]\nx = 1\n", REFUSED),
    "unclosed-header": (b"[a]\nx = 1\n[dev\ny = 1\n", REFUSED),
    "no-header": (b"aws_access_key_id = hunter2hunter2\n[a]\n", REFUSED),
    "key-without-name": (b"[a]\n= hunter2hunter2\n", REFUSED),
    "html": (b"<html><body>\n", REFUSED),
}


@pytest.mark.parametrize("case", NASTY)
def test_nasty_file_is_edited_undamaged_or_refused(tmp_path: Path, case: str) -> None:
    content, outcome = NASTY[case]
    assert judge(tmp_path / "credentials", content, "dev") == outcome


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\n\xef\xbb\xbf[a]\n", 2),
        (b"[a]\r\rx = 1\r\nhunter2\n", 4),
        (b"[a]\nx = 1\n\n[b]\n[a]\n", 5),
        (b"[a]\nx = 1\nX = 1\n", 3),
        (b"[a]\n# ok\nx = \xfc\n", 3),
        (b"[a]\nx = 1\n[b]\ny = 1\ns3 =\n  nested\n", 5),
        (b"[DEFAULT]\ns3 =\n  nested\n[b]\n", 2),
    ],
)
def test_refusal_names_the_line(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=rf", line {line}: "):
        write_profiles(str(path), {"dev": a_session()}, TAKEN)


def test_layout_that_would_spread_the_change_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    # Without [dev], the header of [b] would continue the value of x.
    content = b"[a]\nx = 1\n[dev]\n     manager = rolecall\n     region = r\n   [b]\ny = 1\n"
    path.write_bytes(content)
    with pytest.raises(Refused, match=", line 3: "):
        remove_profiles(str(path), ["dev"])
    assert path.read_bytes() == content


PIECES = [
    b"[dev]", b"[a]", b"[b]", b"[c] x", b"  [d]", b"[DEFAULT]", b"[e]e]", b"", b"", b"   ", b"# c",
    b"  ; c", b"x = 1", b"y=2", b"z : 3", b"\tw = 4", b"   more", b"  k = v", b"s3 =",
    b"X_Y = %(a)s", b"manager = rolecall", b"manager = rolecall", b"  manager=rolecall",
    b"aws_session_token = t", b"aws_session_token : t ", b"AWS_Access_Key_ID = ASIA",
    b"aws_security_token = s",
    b"region = eu-west-1", "ü = ✓\u2028".encode(), b"q = \x00\x0c\x1c", b"aws_session_token =",
]  # fmt: skip
ODD = [b"garbage", b"[", b"[]", b"= v", b"\xff", b"\xef\xbb\xbf[f]", b"[a]"]


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


def test_fuzz_no_random_file_is_damaged(tmp_path: Path) -> None:
    chance = random.Random(20240501)  # noqa: S311 - a seed, no secret
    outcomes = {EDITED: 0, REFUSED: 0}
    path = tmp_path / "credentials"
    for _ in range(500):
        content = random_ini(chance)
        try:
            outcomes[judge(path, content, "dev")] += 1
        except AssertionError as failed:
            raise AssertionError(f"damaged: {content!r}") from failed
        if read(path) is not None:
            os.utime(path, (0, 0))
            before = read(path) or {}
            removed = remove_profiles(str(path), list(before))
            assert read(path) == {n: s for n, s in before.items() if n not in removed}, content
            assert set(removed) <= {n for n, s in before.items() if s.get("manager") == "rolecall"}
    assert outcomes[EDITED] > 150, outcomes
    assert outcomes[REFUSED] > 50, outcomes
