"""Generated files: those that botocore reads are edited without damage, others left alone."""

import random
import re
from pathlib import Path

import pytest

from rolecall.core.errors import ConfigError, Refused
from rolecall.handover.profile.credentials_file import remove_profiles, write_profiles
from tests.full import times
from tests.judges.credentials_judge import THEIRS, judge, read, write_settled
from tests.samples.made_files import SEED, kept_by_hand, random_files
from tests.samples.nasty_files import EDITED, NASTY, REFUSED
from tests.samples.role_sessions import TAKEN, a_session
from tests.torture.figure import Figure

RANDOM = times(full=10_000, short=1_000)


@pytest.fixture
def path(memory: Path) -> Path:
    return memory / "credentials"


def test_F05_random_files_are_not_damaged(path: Path, figure: Figure) -> None:
    outcomes = {EDITED: 0, REFUSED: 0, THEIRS: 0}
    damaged: list[bytes] = []
    for content in random_files(RANDOM):
        write_settled(path, content)
        if read(path) is None:
            continue
        try:
            outcomes[judge(path, content, "dev")] += 1
        except AssertionError:
            damaged.append(content)
    ours = outcomes[EDITED] + outcomes[REFUSED]
    figure(
        f"{len(damaged)} damaged of {ours} that botocore accepts; {outcomes[REFUSED]} refused "
        f"({100 * outcomes[REFUSED] / ours:.1f} %); in {outcomes[THEIRS]} more `dev` is not ours, "
        "or [DEFAULT] lends a token"
    )
    assert not damaged
    assert outcomes[REFUSED] <= ours / 100
    assert ours > RANDOM / 3


def test_F07_broken_files_are_refused_untouched(path: Path, figure: Figure) -> None:
    refused = 0
    for content in random_files(RANDOM):
        write_settled(path, content)
        if read(path) is None:
            assert judge(path, content, "dev") == REFUSED
            line = refused_line(path)
            # With that line repaired, any further error is in another line.
            lines = content.splitlines(keepends=True)
            lines[line - 1] = b"#" + lines[line - 1][len(lines[line - 1].rstrip(b"\r\n")) :]
            write_settled(path, b"".join(lines))
            assert read(path) is not None or refused_line(path) != line
            refused += 1
    figure(f"{refused} of {refused} broken files refused, the line named, untouched")
    assert refused > RANDOM / 50


def refused_line(path: Path) -> int:
    with pytest.raises(ConfigError) as error:
        write_profiles(str(path), {"dev": a_session()}, TAKEN)
    named = re.search(r", line ([0-9]+): ", error.value.message)
    assert named
    return int(named[1])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\n\xef\xbb\xbf[a]\n", 2),
        (b"[a]\r\rx = 1\r\nNotARealKey2\n", 4),
        (b"[a]\nx = 1\n\n[b]\n[a]\n", 5),
        (b"[a]\nx = 1\nX = 1\n", 3),
        (b"[a]\n# ok\nx = \xfc\n", 3),
        (b"[a]\nx = 1\n[b]\ny = 1\ns3 =\n  nested\n", 5),
        (b"[DEFAULT]\ns3 =\n  nested\n[b]\n", 2),
    ],
)
def test_F07_refusal_names_the_line(path: Path, content: bytes, line: int) -> None:
    write_settled(path, content)
    assert refused_line(path) == line


def test_F06_no_byte_outside_our_section_changes(path: Path, figure: Figure) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    files, changed = times(full=1_000, short=100), 0
    for _ in range(files):
        made = kept_by_hand(chance)
        content = made.before + made.ours + made.after
        assert judge(path, content, "dev") == EDITED
        data = path.read_bytes()
        changed += not (data.startswith(made.before) and data.endswith(made.after))
        middle = data[len(made.before) : len(data) - len(made.after)]
        if b"\r\n" in content:
            assert middle.count(b"\n") == middle.count(b"\r\n")
        kept = [line for line in made.ours.splitlines() if line.startswith((b"#", b";", b"output"))]
        assert [line for line in middle.splitlines() if line in kept] == kept
    figure(f"{changed} of {files} files with a byte changed outside our section")
    assert changed == 0


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


def outside(content: bytes, header: bytes) -> tuple[bytes, bytes]:
    """The bytes before a section's header line, and those from the next header on."""
    start = content.index(header)
    following = content.find(b"[", start + len(header))
    return content[:start], content[following:] if following >= 0 else b""


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n\n", b"\n# end", b"\n   "])
def test_F06_only_our_section_changes_among_two_hundred(
    path: Path, newline: bytes, end: bytes
) -> None:
    content = two_hundred(newline) + end.replace(b"\n", newline)
    assert judge(path, content, "dev-read") == EDITED
    assert outside(path.read_bytes(), b"[dev-read]   " + newline) == outside(content, b"[dev-read]")
    assert path.read_bytes().count(b"stale") == 0
    ours = path.read_bytes().partition(b"[dev-read]")[2].partition(b"[p120]")[0]
    assert ours.splitlines()[1:3] == [b"# mine", b"manager\t=\trolecall"]
    assert ours.count(newline) == len(ours.splitlines())


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\n# end", b"\n   "])
def test_F06_new_section_goes_to_the_end_in_the_files_own_newlines(
    path: Path, newline: bytes, end: bytes
) -> None:
    content = two_hundred(newline) + end.replace(b"\n", newline)
    assert judge(path, content, "new") == EDITED
    added = path.read_bytes().removeprefix(content)
    assert len(added) < len(path.read_bytes())
    assert added.strip().startswith(b"[new]")
    assert added.replace(newline, b"").splitlines() == [added.replace(newline, b"")]
    remove_profiles(str(path), ["new"])
    assert path.read_bytes().rstrip() == content.rstrip()


@pytest.mark.parametrize("case", NASTY)
def test_F08_nasty_file_is_edited_undamaged_or_refused(path: Path, case: str) -> None:
    content, outcome = NASTY[case]
    assert judge(path, content, "dev").replace(THEIRS, REFUSED) == outcome


def test_F08_there_are_at_least_fifty(figure: Figure) -> None:
    figure(f"{len(NASTY)} odd files made by hand")
    assert len(NASTY) >= 50


def test_F08_layout_that_would_spread_the_change_is_refused_with_its_line(path: Path) -> None:
    # Without [dev], the header of [b] would continue the value of x.
    content = b"[a]\nx = 1\n[dev]\n     manager = rolecall\n     region = r\n   [b]\ny = 1\n"
    write_settled(path, content)
    with pytest.raises(Refused, match=", line 3: "):
        remove_profiles(str(path), ["dev"])
    assert path.read_bytes() == content
