"""Time of the same work in AWS's own CLI: `python -m tests.bench.bench_peers`.

A session that is held is handed to an SDK, and 1,000 profiles are listed; the AWS CLI has the
session in its own cache. Version 1 of it does neither. Other peers list where they are on the PATH.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rolecall.core.process.sha1 import sha1_hex
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import build_stage
from rolecall.demo.world.bastion import bastion_world
from tests.bench.bench_processes import compiled, installed, settled, turns
from tests.bench.table import Row, markdown, paired
from tests.drivers.program import Program
from tests.judges.aws_cli_v2 import aws_cli_v2

PROFILES = 1_000
ROLE = "arn:aws:iam::222233334444:role/read"
COUNT = 15
GOAL = 1.0


# How each lists the profiles, where it is on the PATH.
LISTS = {"aws-vault": ["list", "--profiles"], "awsumepy": ["--list-profiles"]}


def hold_for_the_cli(program: Program) -> None:
    """Put a role session into the cache of the AWS CLI, as it would have itself."""
    arguments = {"RoleArn": ROLE, "ExternalId": "222233334444", "RoleSessionName": "alice"}
    key = sha1_hex(json.dumps(arguments, sort_keys=True).encode())
    ends = datetime.now(UTC) + timedelta(hours=1)
    credentials = {
        "AccessKeyId": "ASIAEXAMPLE000000001",
        "SecretAccessKey": "secret/of+the+role/000000000000000000001",
        "SessionToken": "token//of+the+role==",
        "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    folder = Path(program.home, ".aws", "cli", "cache")
    folder.mkdir(parents=True)
    (folder / f"{key}.json").write_text(json.dumps({"Credentials": credentials}))


def write_profiles(program: Program) -> None:
    """Add the role profile whose session is held, and 1,000 more."""
    text = f"\n[profile held]\nrole_arn = {ROLE}\nsource_profile = default\n"
    text += "external_id = 222233334444\nrole_session_name = alice\n"
    for number in range(PROFILES):
        text += f"\n[profile made-{number}]\nrole_arn = arn:aws:iam::{number:012}:role/read\n"
        text += "source_profile = default\n"
    with open(program.paths.aws_config, "a", encoding="utf-8") as file:
        file.write(text)


def rows(count: int = COUNT) -> Iterator[Row]:
    """The rows of the table; a ratio below 1 is ahead of the peer."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(bastion_world()) as aws:
        program = Program(build_stage(Path(folder), aws.world, aws.endpoint, os.environ), aws)
        write_profiles(program)
        program.sign_in("production", "read")
        hold_for_the_cli(program)
        ours = [installed() or sys.executable, *([] if installed() else ["-m", "rolecall"])]
        cli = [aws_cli_v2(), "configure"]
        export = [*cli, "export-credentials", "--profile", "held", "--format", "process"]
        lists = {"AWS CLI v2": [*cli, "list-profiles"]}
        for name, words in LISTS.items():
            if path := shutil.which(name):
                lists[name] = [path, *words]
        compiled()
        settled()
        held = {"": [*ours, "credential-process", "production", "read"], "AWS CLI v2": export}
        yield from _beside("a held session for an SDK", held, program.env, count)
        listed = {"": [*ours, "list"], **lists}
        yield from _beside(f"list of {PROFILES:,} profiles", listed, program.env, count)


def _beside(
    work: str, commands: Mapping[str, list[str]], env: Mapping[str, str], count: int
) -> Iterator[Row]:
    turns(commands, env, 2)
    costs = turns(commands, env, count)
    ours = [cost.wall * 1000 for cost in costs[""]]
    for name in commands:
        if name:
            other = [cost.wall * 1000 for cost in costs[name]]
            yield paired(work, ours, other, GOAL, beside=name)


if __name__ == "__main__":
    print(markdown(rows()))
