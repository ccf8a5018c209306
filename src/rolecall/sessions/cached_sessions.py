"""Reads the credential caches of the AWS CLI, botocore and awsume: one JSON file per session.

A file that is huge, damaged, foreign or unreadable counts as missing. No secret in it is kept.
"""

import json
import os
import stat
from collections.abc import Iterable
from heapq import nlargest
from typing import Any, NamedTuple

from rolecall.core.errors import RolecallError
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import ACCESS_KEY_ID, ACCOUNT_ID
from rolecall.sessions.other_session import OtherSession, assumed, moment

AWS_CLI, BOTO, AWSUME = "AWS CLI", "boto", "awsume"
_LARGEST = 64 * 1024  # bytes of one file; STS tokens take a few KB
_MOST = 500  # files of one folder: the newest
_ENTRIES = 5_000  # of a folder that are looked at


class Stamp(NamedTuple):
    """Identifies the state of a file: it differs after each change."""

    name: str
    inode: int
    changed: int  # ns
    size: int  # bytes


class CacheFolder:
    """One folder; a file is read again only when it changed."""

    def __init__(self, folder: str, tool: str) -> None:
        self._folder = folder
        self._tool = tool
        self._read: dict[Stamp, OtherSession | None] = {}

    def stamps(self) -> tuple[Stamp, ...]:
        """Returns the stamps of the files; empty if the folder cannot be read."""
        found: list[Stamp] = []
        try:
            with os.scandir(self._folder) as entries:
                for entry, _ in zip(entries, range(_ENTRIES), strict=False):
                    if (stamp := self._stamp(entry)) is not None:
                        found.append(stamp)
        except OSError:
            return ()
        return tuple(nlargest(_MOST, found, key=lambda stamp: (stamp.changed, stamp.name)))

    def sessions(self, stamps: Iterable[Stamp]) -> list[tuple[str, OtherSession]]:
        """The sessions in these files, expired or not, each with its file's name."""
        known = self._read
        self._read = {
            stamp: known[stamp] if stamp in known else self._session(stamp.name) for stamp in stamps
        }
        return [(stamp.name, found) for stamp, found in self._read.items() if found is not None]

    def _stamp(self, entry: "os.DirEntry[str]") -> Stamp | None:
        ours = (
            entry.name.startswith("aws-credentials-")
            if self._tool == AWSUME
            else entry.name.endswith(".json")
        )
        try:
            found = entry.stat() if ours else None
        except OSError:
            return None
        if found is None or not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return None
        return Stamp(entry.name, found.st_ino, found.st_mtime_ns, found.st_size)

    def _session(self, name: str) -> OtherSession | None:
        try:
            data = read_bytes(os.path.join(self._folder, name), _LARGEST)
            return _session_in(json.loads(data or b""), self._tool)
        except (RolecallError, ValueError, TypeError, KeyError, AttributeError):
            return None
        except (RecursionError, OverflowError, OSError):  # brackets or digits by the thousand
            return None


def _session_in(found: Any, tool: str) -> OtherSession | None:
    """Returns the session in a file's JSON; raises some exception for anything else."""
    credentials = found if tool == AWSUME else found["Credentials"]
    key_id = credentials["AccessKeyId"]
    if not ACCESS_KEY_ID.fullmatch(key_id):
        return None
    # awsume writes this machine's time, and no zone beside it.
    expiration = moment(credentials["Expiration"], is_local=True if tool == AWSUME else None)
    arn = found.get("AssumedRoleUser", {}).get("Arn", "")
    role = assumed(arn)
    if role is not None:
        return OtherSession(tool, key_id, expiration, role.account_id, role.role, "", arn)
    account_id = credentials.get("AccountId", "")
    known = ACCOUNT_ID.fullmatch(account_id)
    return OtherSession(tool, key_id, expiration, account_id if known else "")
