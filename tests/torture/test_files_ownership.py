"""The names a profile may have, and sections of others, which are never changed."""

import functools
import random
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import _parse_nested, raw_config_parse

from rolecall.core.errors import Refused, UsageError
from rolecall.handover.profile.credentials_file import (
    check_profile,
    plan_profile,
    remove_profiles,
    write_profiles,
)
from rolecall.handover.profile.section_ownership import parse_profiles
from tests.drivers.program import Program
from tests.full import times
from tests.judges.credentials_judge import read, write_settled
from tests.samples.made_files import SEED, random_files
from tests.samples.role_sessions import TAKEN, a_session
from tests.torture.figure import Figure

ALLOWED = frozenset(string.ascii_letters + string.digits + "_.-")
NAMES = [
    "DEFAULT", "Default", "dEFAULT", "default", "bastion", "", " ", "a]b", "[a]", "a\nb", "a\n",
    "a\r", " a", "a ", "a b", "\ta", "a#b", "#a", ";a", "a=b", "a:b", "a/b", "a\\b", "a%b", "a\x00",
    "a\x1b[31m", "x" * 64, "x" * 65, "x" * 300, "é", "e\u0301", "a\u200b", "a\u202eb", "a\u2028b",
    "ａ", "profile a", "a,b", "a'b", 'a"b', "a$b", "~", "*", "-", "--", "-a", ".", "..", "_", "0",
]  # fmt: skip


def names(count: int) -> Iterator[str]:
    """Nasty names, then random ones: composed, decomposed, with an odd character, and plain."""
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    yield from NAMES
    for _ in range(count - len(NAMES)):
        letters = chance.choices(sorted(ALLOWED), k=chance.choice([1, 8, 63, 64, 65, 300]))
        if chance.random() < 0.7:
            letters[chance.randrange(len(letters))] = chance.choice(
                'é\n\r\t ]["=#;/\\\0\x85ß%@\u2028'
            )
        yield unicodedata.normalize(chance.choice(["NFC", "NFD"]), "".join(letters))


def test_F17_only_allowed_names_are_written(memory: Path, figure: Figure) -> None:
    path, count = memory / "credentials", times(full=1_000, short=200)
    write_settled(path, b"[default]\n[bastion]\n")
    allowed: set[str] = set()
    for name in names(count):
        try:
            write_profiles(str(path), {name: a_session()}, TAKEN)
        except (UsageError, Refused):
            assert not (0 < len(name) <= 64 and ALLOWED.issuperset(name)) or (
                name.lower() in ("default", "bastion") or name.startswith("-")
            )
        else:
            assert 0 < len(name) <= 64
            assert ALLOWED.issuperset(name)
            allowed.add(name)
    assert set(raw_config_parse(str(path))) == {"default", "bastion", *allowed}
    assert "DEFAULT" not in path.read_text()
    figure(f"{len(allowed)} of {count} names allowed and written, no other")
    assert len(allowed) > count / 20


@pytest.mark.parametrize("name", ["DEFAULT", "a]b", "a\nb", " a", "x" * 300, "é", "e\u0301"])
def test_F17_the_program_refuses_such_a_name_before_a_code_is_asked_for(
    program: Program, name: str
) -> None:
    before = Path(program.paths.aws_credentials).read_bytes()
    done = program.run("profile", "production", f"--name={name}")
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert not program.aws.calls
    assert Path(program.paths.aws_credentials).read_bytes() == before


FOREIGN = [
    b"aws_access_key_id = ASIAFOREIGN\naws_secret_access_key = s\naws_session_token = t\n",
    b"manager = awsume\naws_access_key_id = ASIAFOREIGN\naws_session_token = t\n",
    b"manager = rolecall\naws_access_key_id = AKIALONGTERM\naws_secret_access_key = s\n",
    b"manager = rolecall\naws_access_key_id = AKIALONGTERM\naws_session_token = t\n",
    b"manager = rolecall\naws_access_key_id = ASIA1\naws_secret_access_key = no token\n",
    b"manager = rolecall\nrole_arn = arn:aws:iam::123456789012:role/x\n",
    b"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n",
    b"credential_process = cat keys.json\n",
    b"sso_session = company\n",
    b"",
    b"region = eu-west-1\n",
    b"# manager = rolecall\n",
]


@pytest.mark.parametrize("section", FOREIGN)
def test_F18_section_that_is_not_ours_is_never_overwritten(
    tmp_path: Path, section: bytes, figure: Figure
) -> None:
    path = tmp_path / "credentials"
    content = b"[dev-read]\n" + section + b"[z]\na = 1\n"
    write_settled(path, content)
    for attempt in (
        functools.partial(write_profiles, str(path), {"dev-read": a_session()}, TAKEN),
        functools.partial(plan_profile, str(path), "dev-read", a_session(), TAKEN),
        functools.partial(check_profile, str(path), "dev-read", TAKEN),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "--name" in refused.value.hint
    assert remove_profiles(str(path), ["dev-read"]) == ()
    assert path.read_bytes() == content
    figure(f"all of {len(FOREIGN)} kinds of foreign sections kept")


@pytest.mark.parametrize("name", ["default", "other"])
def test_F18_the_program_refuses_it_before_a_code_is_asked_for(program: Program, name: str) -> None:
    path = Path(program.paths.aws_credentials)
    path.write_bytes(path.read_bytes() + b"[other]\n" + FOREIGN[6])
    before = path.read_bytes()
    done = program.run("profile", "production", "--name", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert not program.aws.calls
    assert "--name" in done.stderr
    assert path.read_bytes() == before


OURS = frozenset(
    {"manager", "aws_access_key_id", "aws_secret_access_key", "aws_session_token"}
    | {"aws_security_token", "region", "x_security_token_expires"}
)


def _as_botocore(value: str) -> Any:
    """A value that begins on the next line is a table to botocore."""
    return _parse_nested(value) if value.startswith("\n") else value


def _persons(content: bytes, removed: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The remains of our sections: those with a key that the user has added, without ours."""
    profiles = parse_profiles(content, "")
    return {
        name: profiles.defaults | {key: _as_botocore(own[key]) for key in own.keys() - OURS}
        for name, own in profiles.own.items()
        if name in removed and own.keys() - OURS
    }


def test_F20_nothing_but_our_own_sections_is_ever_removed(memory: Path, figure: Figure) -> None:
    """Marked as ours, in the section itself: by what botocore reads of a file without [DEFAULT]."""
    path, count = memory / "credentials", times(full=10_000, short=1_000)
    foreign = ours = gone = refused = 0
    for content in random_files(count):
        write_settled(path, content)
        before = read(path)
        write_settled(path, content.replace(b"[DEFAULT]", b"[DEFAULT_]"))
        own = read(path)
        if before is None or own is None:
            continue
        write_settled(path, content)
        try:
            removed = remove_profiles(str(path), list(before))
        except Refused as error:  # without ours, another section would have another meaning
            assert "laid out" in error.message
            assert path.read_bytes() == content
            refused += 1
            continue
        left = {n: s for n, s in before.items() if n not in removed} | _persons(content, removed)
        assert read(path) == left, content
        marked = {n for n in before if own.get(n, {}).get("manager") == "rolecall"}
        foreign += len(set(removed) - marked)
        ours += len(marked)
        gone += len(removed)
    figure(
        f"{foreign} foreign sections removed, {gone} of {ours} with our marker, of {count} files; "
        f"{refused} refused for their layout"
    )
    assert foreign == 0
    assert refused <= count / 100
    assert gone > count / 10
