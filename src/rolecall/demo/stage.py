"""Lays the HOME of the demo world: the files a user of the classic and of Rolecall has."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rolecall.core.paths import Paths, paths_from
from rolecall.demo import bastion
from rolecall.demo.environment import world_environment
from rolecall.demo.world import World

REGION = "eu-central-1"


class Stage(NamedTuple):
    """A laid HOME; `env` is the whole environment of a process in the world."""

    home: Path
    env: dict[str, str]
    paths: Paths


def lay(folder: Path, world: World, endpoint: str, env: Mapping[str, str]) -> Stage:
    """Lay the world's files in `folder` (made 0700 if missing); all of them 0600."""
    home = folder / "home"
    devices = folder / "devices.json"
    staged = world_environment(env, home, endpoint, devices)
    paths = paths_from(staged)
    user = bastion.alice(world)
    _write(devices, json.dumps({device.serial: device.seed for device in user.devices}))
    _write(Path(paths.accounts_file), _accounts())
    _write(Path(paths.aws_config), _aws_config(world))
    _write(
        Path(paths.aws_credentials),
        "[default]\n"
        f"aws_access_key_id = {user.access_key_id}\n"
        f"aws_secret_access_key = {user.secret}\n",
    )
    _write(Path(paths.config_file), _config_toml())
    # Without one, zsh greets a new user with its set-up dialog.
    _write(home / ".zshrc", "")
    return Stage(home, staged, paths)


def _write(path: Path, text: str) -> None:
    # `mkdir(parents=True)` would give its mode to the last folder alone.
    for folder in reversed(path.parents):
        folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _accounts() -> str:
    """`~/.aws/accounts` as the classic reads it: ids as numbers or, the others, as strings."""
    ids: dict[str, str | int] = {
        entry.alias: entry.account_id
        if place % 2 or entry.account_id.startswith("0")
        else int(entry.account_id)
        for place, entry in enumerate(bastion.ACCOUNTS)
    }
    return json.dumps(ids, indent=2) + "\n"


def _aws_config(world: World) -> str:
    phone = bastion.alice(world).devices[0].serial
    auditor = world.role(*bastion.AUDITOR)
    archivist = world.role(*bastion.CHAINED)
    return f"""\
[default]
region = {REGION}
output = json

[profile auditor]
role_arn = {auditor.arn}
source_profile = default
mfa_serial = {phone}
external_id = {auditor.external_id}
region = {REGION}

# A chain: the archive trusts the auditor's role alone.
[profile archivist]
role_arn = {archivist.arn}
source_profile = auditor
region = us-east-1
"""


def _config_toml() -> str:
    """Rolecall's own file: what `~/.aws/accounts` cannot say."""
    sections = []
    for entry in bastion.ACCOUNTS:
        lines = [f"[accounts.{entry.alias}]", f"id = {json.dumps(entry.account_id)}"]
        # The chained role is known from the AWS config: alice herself cannot assume it.
        roles = [role for role in entry.roles if (entry.alias, role) != bastion.CHAINED]
        if entry.listed:
            lines.append(f"roles = {json.dumps(roles)}")
        if entry.tags:
            lines.append(f"tags = {json.dumps(entry.tags)}")
        if entry.external_id is not None:
            lines.append(f"external_id = {json.dumps(entry.external_id)}")
        if entry.protected:
            lines.append("protected = true")
        if entry.note:
            lines.append(f"note = {json.dumps(entry.note)}")
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)
