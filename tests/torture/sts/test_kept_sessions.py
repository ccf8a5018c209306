"""What the store hands out: T11 (until when), T18 (of damaged files) and T19 (to whom)."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rolecall.core.errors import Unreachable
from rolecall.core.files.own_files import OwnFolder
from rolecall.core.login import BaseIdentity
from rolecall.core.role_request import RoleRequest
from rolecall.core.scope import Scope
from rolecall.demo.faults import altered
from rolecall.sessions.store import SessionStore
from rolecall.signin.mfa.mfa_login import MFA_SESSION
from tests.drivers.program import Program
from tests.drivers.visitor import Visitor
from tests.full import times
from tests.samples.mfa_sessions import BASE, NOW, mfa_session, request, role_session
from tests.samples.session_files import only_file
from tests.torture.figure import Figure

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "")
DAYS = [
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # Berlin's clocks go forward, and back
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 8, 7, 0, tzinfo=UTC),  # New York's
    datetime(2026, 11, 1, 6, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 0, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),  # the end of 32-bit time
]
MINUTE, RESERVE = timedelta(seconds=60), timedelta(seconds=200)


@pytest.fixture
def store(memory: Path) -> SessionStore:
    return SessionStore(str(memory / "sessions"))


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves this process to another time zone; empty for no TZ."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name) if name else monkeypatch.delenv("TZ", raising=False)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_T11_expiry_edge(store: SessionStore, zone: Callable[[str], None], figure: Figure) -> None:
    """Kept in one time zone and read in another, within two minutes of the edge."""
    chance = random.Random(11)  # noqa: S311 - made anew from its seed
    count, handed = times(full=10_000, short=1_000), 0
    for number in range(count):
        ends = chance.choice(DAYS) + timedelta(seconds=chance.randrange(-7_200, 7_200))
        session, mfa = role_session(), mfa_session()
        keys = session.credentials._replace(expiration=ends)
        began = ends - timedelta(hours=1)
        if number % 5 == 0:
            zone(chance.choice(ZONES))
        store.keep_role(session._replace(credentials=keys, started=began))
        store.keep_login(mfa._replace(credentials=keys, expiration=ends, started=began))
        zone(chance.choice(ZONES))
        off = chance.choice(
            [timedelta(0), timedelta(microseconds=chance.randrange(-(10**8), 10**8))]
        )
        now = ends - MINUTE + off
        held = store.role_session(request(), now)
        assert (held is not None) == (ends - now >= MINUTE), (ends, now)
        assert held is None or held.credentials.expiration == ends
        now = ends - RESERVE + off
        assert (store.login(MFA_SESSION, BASE, now) is not None) == (ends - now >= RESERVE)
        handed += held is not None
    assert 0 < handed < count
    figure(f"{count:,} times around the edge: {handed} handed out, 0 with less than 60 s left")


@pytest.mark.parametrize("kind", ["mfa", "role"])
def test_T18_cache_rot(store: SessionStore, memory: Path, kind: str, figure: Figure) -> None:
    """Cut anywhere, or with any bit flipped."""
    if kind == "mfa":
        store.keep_login(mfa_session())
    else:
        store.keep_role(role_session())
    file = only_file(memory / "sessions")
    whole = file.read_bytes()
    chance = random.Random(18)  # noqa: S311 - made anew from its seed
    count = times(full=2_000, short=500)
    for round_ in range(count):
        rotten = bytearray(whole)
        if round_ % 3 == 0:
            del rotten[chance.randrange(len(whole)) :]
        else:
            for place in chance.sample(range(len(whole)), round_ % 3):
                rotten[place] ^= 1 << chance.randrange(8)
        assert rotten != whole
        file.write_bytes(rotten)
        assert store.login(MFA_SESSION, BASE, NOW) is None
        assert store.role_session(request(), NOW) is None
        assert store.logins() == []
        assert store.role_sessions() == []
        assert store.forget(role_session()) is False
    file.write_bytes(whole)
    assert len(store.logins()) + len(store.role_sessions()) == 1
    figure(f"{count:,} rotten files of each kind: 0 crashes, 0 used")


def test_T18_the_program_goes_on(program: Program, figure: Figure) -> None:
    """With every file of its cache rotten, it asks anew."""
    program.sign_in("staging", "read")
    files = [path for path in Path(program.paths.sessions_folder).glob("*.json") if path.is_file()]
    assert len(files) >= 2
    wholes = {path: path.read_bytes() for path in files}
    rots: list[Callable[[bytes], bytes]] = [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        lambda whole: b"",
    ]
    for rot in rots:
        for path, whole in wholes.items():
            path.write_bytes(rot(whole))
        done = program.run("export", "staging", "read", "--no-input")
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert done.stderr.startswith("An MFA code is needed")
    figure("the program asks for a code")


# The parts of a request, and of a scope; mfa is the identity whose MFA session takes the role.
PARTS = [name for name in RoleRequest._fields if name != "scope"]
POLICIES = ("", '{"Version":"2012-10-17"}', '{"Version":"2012-10-18"}')


def a_word(chance: random.Random) -> str:
    """Short and of few letters, so that the parts meet where one ends and the next begins."""
    return "".join(chance.choices('aK",:', k=chance.randrange(4)))


def a_scope(chance: random.Random) -> Scope:
    tags = {a_word(chance) or "k": a_word(chance) for _ in range(chance.randrange(3))}
    return Scope(
        policy=chance.choice(POLICIES),
        read_only=chance.random() < 0.3,
        session_tags=tuple(sorted(tags.items())),
        transitive=tuple(key for key in sorted(tags) if chance.random() < 0.5),
        source_identity=a_word(chance),
    )


def a_neighbour(chance: random.Random, one: RoleRequest) -> RoleRequest:
    """A request that differs in one part, or where one part ends and another begins."""
    other = one
    while other == one:
        kind = chance.random()
        if kind < 0.3:
            first, second = sorted(chance.sample(PARTS, 2), key=PARTS.index)
            both = getattr(one, first) + getattr(one, second)
            cut = chance.randrange(len(both) + 1)
            moved: dict[str, Any] = {first: both[:cut], second: both[cut:]}
            other = one._replace(**moved)
        elif kind < 0.6:
            part = chance.choice(Scope._fields)
            changed = {part: getattr(a_scope(chance), part)}
            other = one._replace(scope=one.scope._replace(**changed))
        else:
            word: dict[str, Any] = {chance.choice(PARTS): a_word(chance)}
            other = one._replace(**word)
    return other


class Noting(SessionStore):
    """Records the name of each file that it would read."""

    def __init__(self) -> None:
        super().__init__("/nowhere")
        self.names: list[str] = []

    def _load(self, name: str, folders: Sequence[OwnFolder]) -> None:
        self.names.append(name)


def test_T19_wrong_account(figure: Figure) -> None:
    """Neighbours that differ in little, and all of them among each other."""
    chance, store = random.Random(19), Noting()  # noqa: S311 - made anew from its seed
    requests: list[RoleRequest] = []
    for _ in range(10_000):
        words: dict[str, Any] = {name: a_word(chance) for name in PARTS}
        one = RoleRequest(**words, scope=a_scope(chance))
        requests += [one, a_neighbour(chance, one)]
    for each in requests:
        store.role_session(each, NOW)
    assert len(set(store.names)) == len(set(requests))
    pairs = zip(store.names[::2], store.names[1::2], strict=True)
    assert not [pair for pair in pairs if pair[0] == pair[1]]
    figure("10,000 pairs, 0 collisions")


def test_T19_an_mfa_session_is_one_identitys_own() -> None:
    chance, store = random.Random(20), Noting()  # noqa: S311 - made anew from its seed
    bases = {BaseIdentity(a_word(chance), a_word(chance)) for _ in range(10_000)}
    for base in bases:
        store.login(MFA_SESSION, base, NOW)
    assert len(set(store.names)) == len(bases)


OTHERS = {
    "account": (b"sts::333344445555:", b"sts::222233334444:"),
    "role": (b"assumed-role/read/", b"assumed-role/admin/"),
    "longer role": (b"assumed-role/read/", b"assumed-role/read-only/"),
    "partition": (b"arn:aws:sts:", b"arn:aws-cn:sts:"),
    "nobody": (b"AssumedRoleUser>", b"SomebodyElse>"),
    "kind": (b"assumed-role/read/", b"federated-user/read/"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_T19_an_answer_for_another_role_is_refused_and_not_kept(
    visitor: Visitor, other: str
) -> None:
    old, new = OTHERS[other]

    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new)

    visitor.aws.faults.add("AssumeRole", altered(change))
    with pytest.raises(Unreachable, match="another role"):
        visitor.become("staging", "read", visitor.code())
    assert visitor.held == ["mfa"]


def test_T19_nothing_of_it_is_shown_or_written(program: Program, figure: Figure) -> None:
    program.sign_in("staging", "read")
    file = Path(program.paths.aws_credentials)
    before = file.read_bytes()
    old, new = b"sts::333344445555:", b"sts::222233334444:"
    program.aws.faults.add("AssumeRole", altered(lambda body: body.replace(old, new)))
    for command in ("export", "profile"):
        done = program.run(command, "staging", "admin", "--no-input")
        assert (done.returncode, done.stdout) == (1, "") and "another role" in done.stderr
        assert file.read_bytes() == before
    figure("another account's session is neither shown nor written")
