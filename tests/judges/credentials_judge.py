"""Compares what botocore reads from a credentials file before and after we wrote to it."""

import hashlib
import os
import re
from pathlib import Path
from typing import Any

from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError

from rolecall.core.errors import ConfigError, Refused
from rolecall.handover.profile.credentials_file import write_profiles
from tests.samples.nasty_files import EDITED, REFUSED
from tests.samples.role_sessions import KEY_ID, SECRET, TAKEN, TOKEN, a_request, a_session

WRITTEN = {
    "manager": "rolecall",
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key": SECRET,
    "aws_session_token": TOKEN,
    "region": "eu-central-1",
    "x_rolecall_role": a_request().role_arn,
    "x_rolecall_request": a_request().digest,
    "x_security_token_expires": "2030-05-06T12:32:05Z",
}
THEIRS = "theirs"  # refused for its content: the section is not ours, or [DEFAULT] has a token


def write_settled(path: Path, content: bytes) -> None:
    """Write a file with an old timestamp, so that no writer waits for it to settle."""
    path.write_bytes(content)
    path.chmod(0o600)
    os.utime(path, (0, 0))


def read(path: Path) -> dict[str, Any] | None:
    """What botocore reads from the file; None if it cannot parse it."""
    try:
        return dict(raw_config_parse(str(path)))
    except ConfigParseError:
        return None


def judge(path: Path, content: bytes, name: str) -> str:
    """Write a profile to a file; fails for any outcome but the exact edit or a clean refusal."""
    write_settled(path, content)
    before = read(path)
    lent = _with_lent(path) if before is not None else {}
    try:
        write_profiles(str(path), {name: a_session()}, TAKEN)
    except (ConfigError, Refused) as refused:
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(content).digest()
        assert isinstance(refused, Refused) == (before is not None)
        named = re.search(r", line ([0-9]+): ", refused.message)
        assert named and 1 <= int(named[1]) <= len(content.splitlines())
        if before is None:
            for word in content.decode("latin-1").split():
                assert len(word) < 12 or word not in refused.message
        not_ours = name in (before or {}) and "so it stays" in refused.message
        lent_token = (
            "aws_security_token" in lent and "[DEFAULT] gives every profile" in refused.message
        )
        return THEIRS if not_ours or lent_token else REFUSED
    assert before is not None, "botocore refuses what was edited"
    after = read(path)
    assert after is not None
    section = after.pop(name)
    was = before.pop(name, lent)
    assert after == before
    assert section == {key: was[key] for key in was if key != "aws_security_token"} | WRITTEN
    return EDITED


def _with_lent(path: Path) -> dict[str, Any]:
    """A new section of ours in this file, together with the values of [DEFAULT]."""
    probe = path.with_name("probe")
    keys = "".join(f"{key} = {value}\n" for key, value in WRITTEN.items())
    probe.write_bytes(path.read_bytes() + b"\n[probe]\n" + keys.encode())
    return dict((read(probe) or {}).get("probe", {}))
