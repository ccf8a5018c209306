"""Output for shells: hostile names, corrupted responses, successive sessions, in real shells."""

import random
import re
import shutil
import string
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from rolecall.aws.responses import credentials_from
from rolecall.core.errors import Refused, RolecallError
from rolecall.core.login import BaseIdentity, Login
from rolecall.core.model import Credentials
from rolecall.core.secret import Secret
from rolecall.demo.faults import altered
from rolecall.handover.shell.classic_lines import classic_lines
from rolecall.handover.shell.exports import export_lines, profile_lines
from tests.drivers.program import Program
from tests.full import times
from tests.judges.shell_evaluation import SHELLS, evaluated, hostile_values, session
from tests.torture.figure import Figure


def hostile_lines(shell: str, values: list[str]) -> tuple[str, dict[str, str], int]:
    """The lines for the values (aliases or profiles), what they set, and the number refused."""
    lines, wanted, refused = [], {}, 0
    for number, value in enumerate(values):
        try:
            if number % 2:
                text = export_lines(session(name=value), SHELLS[shell])
                name = "AWS_ACCOUNT_NAME"
            else:
                text, name = profile_lines(value, "", SHELLS[shell]), "AWS_PROFILE"
        except Refused:
            refused += 1
            continue
        # The unset line names it, too.
        line = next(
            line for line in text.splitlines() if re.match(rf"(export|set -gx) {name}[= ]", line)
        )
        lines.append(line.replace(name, f"NAME_{number}", 1) + "\n")
        wanted[f"NAME_{number}"] = value
    return "".join(lines), wanted, refused


@pytest.mark.parametrize("bare", [False, True], ids=["quoted", "bare"])
def test_S01_hostile_5000(shell: str, folder: Path, bare: bool, figure: Figure) -> None:
    values = hostile_values(seed=1, count=times(full=5_000, short=500))
    values += [
        f"{value}{sign}" for value, sign in zip(values, "\n\r\t\0\x1b\x9b\u2028", strict=False)
    ]
    lines, wanted, refused = hostile_lines(shell, values)
    before = {path.name for path in folder.iterdir()}
    found = evaluated(shell, lines, folder, bare=bare)
    assert {path.name for path in folder.iterdir()} == before
    assert {name: found.get(name) for name in wanted} == wanted
    assert refused >= 7
    figure(f"{shell}: 0 executions, {len(wanted):,} equal, {refused} refused")


@pytest.mark.parametrize(
    ("shell", "options"),
    [
        ("bash", "shopt -s extglob nullglob; IFS=$'\\n'"),
        ("bash", "shopt -s extglob failglob globstar dotglob; set -o posix"),
        ("zsh", "setopt glob_subst sh_word_split extended_glob magic_equal_subst null_glob"),
        ("zsh", "setopt ksh_arrays rc_quotes bang_hist extended_glob csh_null_glob glob_assign"),
        ("zsh", "emulate sh"),
        ("dash", "IFS='\n'; set -u"),
    ],
)
def test_S02_bare_eval(shell: str, options: str, folder: Path, figure: Figure) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    values = hostile_values(seed=2, count=times(full=2_000, short=200))
    lines, wanted, _ = hostile_lines(shell, values)
    before = {path.name for path in folder.iterdir()}
    found = evaluated(shell, lines, folder, bare=True, before=options)
    assert {path.name for path in folder.iterdir()} == before
    assert {name: found.get(name) for name in wanted} == wanted
    figure("0 executions, all variables right")


# STS: Credentials, as the API describes them.
ALPHABETS = {
    "AccessKeyId": re.compile(r"[A-Z0-9]{16,128}"),
    "SecretAccessKey": re.compile(r"[A-Za-z0-9+/=]{16,256}"),
    "SessionToken": re.compile(r"[A-Za-z0-9+/=_-]{16,16384}"),
}
GOOD = {
    "AccessKeyId": "ASIAEXAMPLE000000001",
    "SecretAccessKey": "secret/of+the+role/000000000000000000001",
    "SessionToken": "token//of+the+role==token//of+the+role==",
}
SIGNS = string.printable + "\0\x1b\x7f\x85\x9b\u2028\u202e é日🚀"


def spoiled(chance: random.Random, text: str) -> str:
    """The text with some of its characters replaced, removed or added."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        middle = chance.choice(
            ("", chance.choice(SIGNS), "$(touch x)", "\n[evil]", '"; touch x; "')
        )
        text = text[:at] + middle + text[at + chance.randint(0, 2) :]
    return text


def test_S03_sts_charset(figure: Figure) -> None:
    chance = random.Random(3)  # noqa: S311
    now, refused, taken = datetime.now(UTC), 0, 0
    held = session()
    for _ in range(count := times(full=10_000, short=2_000)):
        name = chance.choice(list(GOOD))
        fields: dict[str, Any] = GOOD | {name: spoiled(chance, GOOD[name])}
        answer = {"Credentials": fields | {"Expiration": now + timedelta(hours=1)}}
        allowed = all(ALPHABETS[key].fullmatch(text) for key, text in fields.items())
        try:
            credentials = credentials_from(answer, now)
            lines = export_lines(held._replace(credentials=credentials), "sh")
        except RolecallError as error:
            assert not allowed
            assert fields[name] not in error.message + error.hint or not fields[name]
            refused += 1
        else:
            assert allowed
            assert all(f'="{text}";' in lines for text in fields.values())
            taken += 1
    assert refused and taken
    figure(f"{count:,} replies: {refused:,} refused, {taken:,} within the alphabets")


@pytest.mark.parametrize("field", list(GOOD))
def test_S03_the_program_prints_nothing(program: Program, field: str, figure: Figure) -> None:
    program.sign_in("production")
    chance = random.Random(field)  # noqa: S311
    wrong = 0
    for _ in range(times(full=20, short=2)):
        bad = chance.choice(("$(touch x)", "\n[evil]", '"; touch x; "', "é", " ", "`id`", ""))
        pattern = f"(<{field}>)[^<]*".encode()
        told = GOOD[field].encode() + bad.encode() if bad else b""
        program.aws.faults.add("AssumeRole", altered(partial(replaced, pattern, told)), times=1)
        done = program.run("export", "staging", "admin", "--no-input")
        wrong += (done.stdout, done.returncode) != ("", 1)
    assert not wrong
    figure("the program: status 1, stdout empty")


def replaced(pattern: bytes, told: bytes, body: bytes) -> bytes:
    return re.sub(pattern, lambda match: match[1] + told, body)


MFA = Login(
    "mfa",
    BaseIdentity("default", ""),
    "default",
    "alice",
    datetime.now(UTC),
    datetime.now(UTC),
    Credentials("ASIAEXAMPLE000000002", Secret("s" * 40), Secret("t" * 40), datetime.now(UTC)),
)


def test_S06_no_stale(shell: str, folder: Path, figure: Figure) -> None:
    dialect = SHELLS[shell]
    one = session(name="one", region="eu-central-1")
    other = session(name="other", role="admin", region="us-east-1")
    kinds = {
        "export": export_lines(one, dialect),
        "another export": export_lines(other, dialect),
        "classic": classic_lines(one, MFA, "", (), dialect),
        "classic without MFA": classic_lines(other, None, "", (), dialect),
        "profile": profile_lines("mine", "eu-west-1", dialect),
    }
    alone = {kind: evaluated(shell, lines, folder, bare=True) for kind, lines in kinds.items()}
    pairs = list(permutations(kinds, 2))
    stale = []
    for first, second in pairs:
        before = evaluated(shell, kinds[first], folder, bare=True)
        after = evaluated(shell, kinds[second], folder, bare=True, env=ours(before))
        if ours(after) != ours(alone[second]):
            stale.append((first, second, ours(after).keys() ^ ours(alone[second]).keys()))
    assert stale == []
    figure(f"{shell}: {len(pairs)} pairs, 0 stale variables")


def ours(env: dict[str, str]) -> dict[str, str]:
    return {name: env[name] for name in env if name.startswith(("AWS", "ROLECALL", "GEO_ENV"))}
