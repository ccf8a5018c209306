"""The head of a long list is what all of it lists first, whatever the files hold."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.catalog.head import list_head
from rolecall.catalog.ways.qualifiers import Qualifiers
from rolecall.core.paths import Paths, paths_from
from rolecall.core.state.state import Recent, update_state
from rolecall.signin.desk import Desk, open_desk

ROWS = 30
NAMES = ("a-{}", "B{}", "b-{}-x", "team {}", "prod{}", "é{}", "{}", "Zoo-{}", "a-0{}")


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home folder in which no file is small."""
    monkeypatch.setattr(list_head, "SMALL", 0)
    return {"HOME": str(tmp_path)}


def written(env: dict[str, str], accounts: dict[str, str], config: str) -> Paths:
    paths = paths_from(env)
    for path, text in ((paths.accounts_file, json.dumps(accounts)), (paths.aws_config, config)):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    return paths


def plain(count: int) -> tuple[dict[str, str], str]:
    accounts = {f"account-{number}": f"{number:012}" for number in range(count)}
    return accounts, "[default]\nregion = eu-west-1\n"


def made(chance: random.Random) -> tuple[dict[str, str], str]:
    """Accounts with several aliases, and profiles of them and of others, with chains."""

    def name() -> str:
        return chance.choice(NAMES).format(chance.randrange(150))

    accounts = {name(): f"{chance.randrange(60):012}" for _ in range(chance.randrange(120))}
    profiles = list(dict.fromkeys(name() for _ in range(chance.randrange(10, 150))))
    lines = ["[default]", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "region = eu-west-1"]
    for profile in profiles:
        quoted = f'"{profile}"' if " " in profile or chance.random() < 0.2 else profile
        lines += [f"[profile {quoted}]" if " " in quoted or quoted.isascii() else f"[{quoted}]"]
        if chance.random() < 0.8:
            account = chance.randrange(90)
            role = chance.choice(["read", "ops/admin", "power", "a-very-long-name-of-a-role"])
            lines += [f"role_arn = arn:aws:iam::{account:012}:role/{role}"]
            lines += [f"source_profile = {chance.choice([*profiles, 'default', 'nobody'])}"]
        if chance.random() < 0.3:
            lines += ["", "# a comment", f"region={chance.choice(['us-east-1', 'eu-west-2'])}"]
    return accounts, "\n".join(lines) + "\n"


def heads(env: dict[str, str]) -> tuple[Desk, Desk]:
    """The desk of the first rows, and that of all."""
    return open_desk(env, first_rows=ROWS), open_desk(env)


def test_a_head_is_what_all_lists_first(env: dict[str, str]) -> None:
    found = 0
    for seed in range(150):
        written(env, *made(random.Random(seed)))  # noqa: S311 - a seed, no secret
        head, whole = heads(env)
        if head.catalog.is_head:
            found += 1
            first = head.catalog.targets
            assert len(first) > ROWS / 2
            assert first == whole.catalog.targets[: len(first)], f"seed {seed}"
            known = (*first, *head.catalog.beyond)
            qualifiers = Qualifiers(known), Qualifiers(whole.catalog.targets)
            some = first[:ROWS]
            assert [qualifiers[0].of(each) for each in some] == [
                qualifiers[1].of(each) for each in some
            ], f"seed {seed}"
    assert found > 50


def test_small_files_are_read_to_their_end(env: dict[str, str], tmp_path: Path) -> None:
    written(env, *plain(ROWS))
    assert not open_desk(env, first_rows=ROWS).catalog.is_head
    written(env, *plain(3 * ROWS))
    assert open_desk(env, first_rows=ROWS).catalog.is_head
    assert not open_desk(env).catalog.is_head


def _used(paths: Paths) -> None:
    recents = {"000000000001/read": Recent(1_700_000_000, 1)}
    update_state(paths.state_file, lambda state: state._replace(recents=recents))


def _configured(paths: Paths) -> None:
    Path(paths.config_file).parent.mkdir(parents=True, exist_ok=True)
    Path(paths.config_file).write_text('[accounts.zoo]\nid = "999999999999"\n')


def _session(paths: Paths) -> None:
    Path(paths.sessions_folder).mkdir(parents=True)
    Path(paths.sessions_folder, f"{'0' * 40}.json").write_text("{}")


def _discovered(paths: Paths) -> None:
    Path(paths.discovered).parent.mkdir(parents=True, exist_ok=True)
    Path(paths.discovered).write_text("{}")


def _center(paths: Paths) -> None:
    with open(paths.aws_config, "a", encoding="utf-8") as config:
        config.write("[sso-session x]\nsso_start_url = https://x.awsapps.com/start\n")


@pytest.mark.parametrize("decide", [_used, _configured, _session, _discovered, _center])
def test_all_is_read_where_more_decides_the_first_rows(
    env: dict[str, str], decide: Callable[[Paths], None]
) -> None:
    paths = written(env, *plain(3 * ROWS))
    assert open_desk(env, first_rows=ROWS).catalog.is_head
    decide(paths)
    assert not open_desk(env, first_rows=ROWS).catalog.is_head


@pytest.mark.parametrize("broken", ["[", "nothing", "\ufeff", "[a]\n[a]\n", "\x00"])
def test_a_broken_file_is_no_reason_to_fail(env: dict[str, str], broken: str) -> None:
    accounts, config = plain(3 * ROWS)
    written(env, accounts, broken + config)
    head, whole = heads(env)
    assert head.catalog.targets == whole.catalog.targets[: len(head.catalog.targets)]
