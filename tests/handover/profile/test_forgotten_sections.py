"""Writing and removing a profile leaves the rest of the file unchanged, byte for byte."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rolecall.core.errors import ConfigError, Refused
from rolecall.handover.profile.config_file import remove_sections
from rolecall.handover.profile.config_regions import write_regions
from rolecall.handover.profile.credentials_file import (
    check_profile,
    remove_profiles,
    write_profiles,
)
from rolecall.handover.profile.dynamic_profile import DynamicProfile, write_dynamic
from tests.full import times
from tests.judges.credentials_judge import read, write_settled
from tests.samples.made_files import SEED, kept_by_hand, random_files
from tests.samples.role_sessions import TAKEN, a_request, a_session

CALL = DynamicProfile('"/bin/rolecall" credential-process a', a_request(), "eu-west-1")


class Kind(NamedTuple):
    """One of the shared files, with the functions that add and remove a profile."""

    write: Callable[[str, str], object]
    remove: Callable[[str, list[str]], tuple[str, ...]]
    section: str


KINDS = {
    "credentials": Kind(
        lambda path, name: write_profiles(path, {name: a_session()}, TAKEN), remove_profiles, "{}"
    ),
    "config, with a region": Kind(
        lambda path, name: write_regions(path, {name: "eu-west-1"}), remove_sections, "profile {}"
    ),
    "config, with the call of ours": Kind(
        lambda path, name: write_dynamic(path, name, CALL, TAKEN), remove_sections, "profile {}"
    ),
}
ENDS = [b"", b"\n", b"\n\n", b"\n\n\n\n", b"\n  ", b"\n \n\t\n", b"\n# end", b"\n\n; end\n\n"]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("start", [b"[a]\nx = 1", b"# only a comment", b""])
def test_writing_then_removing_gives_the_same_bytes(
    memory: Path, kind: Kind, newline: bytes, end: bytes, start: bytes
) -> None:
    path = memory / "file"
    content = (start + end).replace(b"\n", newline)
    for names in (["dev"], ["dev", "one", "two"], ["two", "one", "dev"]):
        write_settled(path, content)
        for name in ("dev", "one", "two")[: len(names)]:
            kind.write(str(path), name)
            write_settled(path, path.read_bytes())
        written = path.read_bytes()
        if content.endswith((b"\n", b"\r")) or not content:
            assert written.startswith(content)
        for name in names:
            assert kind.remove(str(path), [name]) == (name,)
            write_settled(path, path.read_bytes())
        assert path.read_bytes() == content
        write_settled(path, written)
        assert set(kind.remove(str(path), names)) == set(names)
        assert path.read_bytes() == content


def test_of_random_files_nothing_but_ours_changes(memory: Path, kind: Kind) -> None:
    path, done = memory / "file", 0
    for content in random_files(times(full=10_000, short=600)):
        write_settled(path, content)
        try:
            kind.write(str(path), "new")
        except (ConfigError, Refused):
            continue
        if path.read_bytes() == content:  # a note says why nothing was written
            continue
        write_settled(path, path.read_bytes())
        assert kind.remove(str(path), ["new"]) == ("new",)
        assert path.read_bytes() == content
        done += 1
    assert done > 100


def test_what_others_wrote_behind_ours_stays_as_it_is(memory: Path, kind: Kind) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    path = memory / "file"
    for _ in range(times(full=500, short=50)):
        before = kept_by_hand(chance)
        content = before.before + before.after
        if not content.endswith((b"\n", b"\r")):
            content += b"\n"
        behind = kept_by_hand(chance).before.replace(b"[b", b"[z")
        write_settled(path, content)
        kind.write(str(path), "new")
        write_settled(path, path.read_bytes() + behind)
        kind.remove(str(path), ["new"])
        assert path.read_bytes() == content + behind


ADDED = b"# of mine\noutput = json\n\ns3 =\n  addressing_style = path\n"


def test_what_a_person_added_to_our_section_stays(memory: Path, kind: Kind) -> None:
    path = memory / "file"
    write_settled(path, b"[a]\nx = 1\n")
    kind.write(str(path), "dev")
    header, _, keys = path.read_bytes().rpartition(b"]\n")
    write_settled(path, header + b"]\n" + ADDED + keys + b"cli_pager =\n\n# of b\n[b]\n")
    assert kind.remove(str(path), ["dev"]) == ("dev",)
    assert path.read_bytes() == header + b"]\n" + ADDED + b"cli_pager =\n\n# of b\n[b]\n"
    assert kind.remove(str(path), ["dev"]) == ()
    found = read(path)
    assert found is not None
    section = found[kind.section.format("dev")]
    assert section == {"output": "json", "s3": {"addressing_style": "path"}, "cli_pager": ""}


def test_a_comment_of_a_persons_stays_where_no_key_of_theirs_does(memory: Path, kind: Kind) -> None:
    path = memory / "file"
    write_settled(path, b"[a]\nx = 1\n")
    kind.write(str(path), "dev")
    write_settled(path, path.read_bytes().replace(b"manager", b"# for terraform\n\nmanager"))
    assert kind.remove(str(path), ["dev"]) == ("dev",)
    assert path.read_bytes() == b"[a]\nx = 1\n# for terraform\n\n"


def test_a_section_left_to_its_person_is_not_ours_any_more(memory: Path) -> None:
    path = memory / "file"
    write_profiles(str(path), {"dev": a_session()}, TAKEN)
    write_settled(path, path.read_bytes() + b"output = json\n")
    remove_profiles(str(path), ["dev"])
    assert path.read_bytes() == b"[dev]\noutput = json\n"
    with pytest.raises(Refused, match="not Rolecall's alone"):
        check_profile(str(path), "dev", TAKEN)
