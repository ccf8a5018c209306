"""Builds the HOME directory of the demo world, with the files of the classic and of Rolecall."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from rolecall.core.paths import Paths, paths_from
from rolecall.demo.environment import world_environment
from rolecall.demo.saml import login_endpoint
from rolecall.demo.world import bastion, federation
from rolecall.demo.world.login import LOGINS
from rolecall.demo.world.world import World

REGIONS = {  # the user's default region, by partition
    "aws": "eu-central-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}


class Stage(NamedTuple):
    """A built HOME directory; `env` is the complete environment of a process in the world."""

    home: Path
    env: dict[str, str]
    paths: Paths


def build_stage(folder: Path, world: World, endpoint: str, env: Mapping[str, str]) -> Stage:
    """Write the world's files (0600) below `folder`, which is created (0700) if missing.

    `env` is the environment to start from. For a world without SAML providers, the files do not
    mention SAML.
    """
    home = folder / "home"
    devices = folder / "devices.json"
    staged = world_environment(env, home, endpoint, devices)
    paths = paths_from(staged)
    user = bastion.alice(world)
    federated = federation.ACCOUNTS if world.saml_providers else ()
    login = {world.idp.name: (world.idp.user, world.idp.password)} if federated else {}
    seeds = {device.serial: device.seed for device in user.devices}
    write_private(devices, json.dumps({**seeds, LOGINS: login}))
    entries = (*bastion.ACCOUNTS, *federated)
    write_private(Path(paths.accounts_file), _accounts(entries))
    write_private(Path(paths.aws_config), _aws_config(world))
    write_private(
        Path(paths.aws_credentials),
        "[default]\n"
        f"aws_access_key_id = {user.access_key_id}\n"
        f"aws_secret_access_key = {user.secret}\n",
    )
    sections = [_account_toml(entry, "saml" if entry in federated else "") for entry in entries]
    if federated:
        sections.append(_idp_toml(world.idp.name, endpoint, federated))
    write_private(Path(paths.config_file), "\n".join(sections))
    # Without this file, zsh starts its set-up dialog for new users.
    write_private(home / ".zshrc", "")
    return Stage(home, staged, paths)


def integrate_shells(home: Path) -> None:
    """Write the rc files of bash, zsh and fish: functions, completion, and the role in the prompt.

    So `rolecall demo -- bash` is a shell in which everything works, and which shows what it is.
    """
    for path, line in (
        (".bashrc", 'eval "$(rolecall init bash --prompt)"'),
        (".zshrc", 'autoload -Uz compinit; compinit -D -u\neval "$(rolecall init zsh --prompt)"'),
        (".config/fish/config.fish", "rolecall init fish --prompt | source"),
    ):
        write_private(home / path, f"{line}\n")


def write_private(path: Path, text: str) -> None:
    """Write a file (0600), with the folders above it (0700)."""
    # `mkdir(parents=True)` applies the mode to the last folder alone.
    for folder in reversed(path.parents):
        folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _accounts(entries: Iterable[bastion.DemoAccount]) -> str:
    """`~/.aws/accounts` as the classic reads it: ids are numbers or strings, so both occur."""
    ids: dict[str, str | int] = {
        entry.alias: entry.account_id
        if place % 2 or entry.account_id.startswith("0")
        else int(entry.account_id)
        for place, entry in enumerate(entries)
    }
    return json.dumps(ids, indent=2) + "\n"


def _aws_config(world: World) -> str:
    user = bastion.alice(world)
    phone = user.devices[0].serial
    region = REGIONS[user.partition]
    auditor = world.role(*bastion.AUDITOR)
    archivist = world.role(*bastion.CHAINED)
    return f"""\
[default]
region = {region}
output = json

[profile auditor]
role_arn = {auditor.arn}
source_profile = default
mfa_serial = {phone}
external_id = {auditor.external_id}
region = {region}

# A chain: the archive trusts the auditor's role alone.
[profile archivist]
role_arn = {archivist.arn}
source_profile = auditor
region = {"us-east-1" if user.partition == "aws" else region}
"""


def _account_toml(entry: bastion.DemoAccount, scheme: str) -> str:
    """An account's section of config.toml: what `~/.aws/accounts` cannot hold."""
    lines = [f"[accounts.{entry.alias}]", f"id = {json.dumps(entry.account_id)}"]
    # The chained role comes from the AWS config: alice herself cannot assume it.
    roles = [role for role in entry.roles if (entry.alias, role) != bastion.CHAINED]
    if entry.listed:
        lines.append(f"roles = {json.dumps(roles)}")
    if scheme:
        lines.append(f"scheme = {json.dumps(scheme)}")
    if entry.tags:
        lines.append(f"tags = {json.dumps(entry.tags)}")
    if entry.external_id is not None:
        lines.append(f"external_id = {json.dumps(entry.external_id)}")
    if entry.protected:
        lines.append("protected = true")
    if entry.note:
        lines.append(f"note = {json.dumps(entry.note)}")
    return "\n".join(lines) + "\n"


def _idp_toml(name: str, endpoint: str, entries: Iterable[bastion.DemoAccount]) -> str:
    aliases = json.dumps([entry.alias for entry in entries])
    return f"""\
[identity-providers.{name}]
url = "{endpoint}{login_endpoint.PATH}"
body = '{{"service": "aws", "email": "$saml_user", "password": "$saml_password"}}'
accounts = {aliases}
"""
