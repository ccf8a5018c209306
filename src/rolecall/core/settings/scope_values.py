"""Reads what narrows and labels a session, and checks it as STS AssumeRole would.

Shared by config.toml and the command line. All raise ValueError: of a setting with what it expects,
as the readers in `setting_values` do, else with what is wrong, as a clause without a full stop.
"""

import json
import os
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rolecall.core.files.private_files import read_bytes
from rolecall.core.scope import Scope

# STS AssumeRole: Policy, Tags and SourceIdentity.
_LONGEST_POLICY, _MOST_TAGS, _LONGEST_KEY, _LONGEST_VALUE = 2_048, 50, 128, 256
_POLICY = r"[\t\n\r -ÿ]*"
_TAG_SIGNS = "_.:/=+-@"  # beside letters, numbers and blanks of any script
_SOURCE_IDENTITY = r"[A-Za-z0-9_+=,.@-]{2,64}"
_SOURCE_FORM = "2 to 64 characters of A-Z a-z 0-9 + = , . @ _ -"


def policy(value: object) -> str:
    """Reads a session policy, or the path of the file that holds it, which is not opened yet."""
    if isinstance(value, str):
        if value.lstrip().startswith("{"):
            try:
                return compact_policy(value)
            except ValueError as error:
                raise ValueError(f"a session policy, but {error}") from None
        if os.path.isabs(os.path.expanduser(value)):
            return value
    raise ValueError(
        "the path of a JSON file, absolute or beginning with ~, or a policy in JSON itself"
    )


def session_tags(value: object) -> Mapping[str, str]:
    """Reads a table of session tags."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError('a table of texts, such as { team = "core" }')
    try:
        _check_tags(value)
    except ValueError as error:
        raise ValueError(f"session tags as AWS takes them, but {error}") from None
    return MappingProxyType(value)


def source_identity(value: object) -> str:
    """Reads a source identity."""
    if not isinstance(value, str) or not re.fullmatch(_SOURCE_IDENTITY, value):
        raise ValueError(_SOURCE_FORM)
    return value


def tag(text: str) -> tuple[str, str]:
    """Reads KEY=VALUE."""
    key, equals, value = text.partition("=")
    if not equals:
        raise ValueError("it has no =")
    _check_tags({key: value})
    return key, value


def read_policy(named: str) -> str:
    """Returns the policy that `named` is, or that is in the file of this name, as compact JSON."""
    if named.lstrip().startswith("{"):
        return compact_policy(named)
    data = read_bytes(os.path.expanduser(named))
    if data is None:
        raise ValueError("there is no such file")
    try:
        return compact_policy(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def compact_policy(text: str) -> str:
    """Returns an IAM policy without the blanks between its parts."""
    try:
        found = json.loads(text, object_pairs_hook=_without_repeated_keys)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    for statement in _statements(found):
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise ValueError('a statement has no "Effect": "Allow" or "Deny"')
        if "Principal" in statement or "NotPrincipal" in statement:
            raise ValueError("a session policy names no Principal: it is for this session alone")
    compact = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    if not re.fullmatch(_POLICY, compact):
        raise ValueError("it has a character that AWS refuses: use * or ? in its place")
    if len(compact) > _LONGEST_POLICY:
        raise ValueError(
            f"it has {len(compact):,} characters without blanks, and AWS takes {_LONGEST_POLICY:,}"
        )
    return compact


def scope_of(
    policy: str,
    read_only: bool,
    tags: Mapping[str, str],
    transitive: tuple[str, ...],
    source_identity: str,
) -> Scope:
    """Returns the scope that these make; `policy` is compact already."""
    _check_tags(tags)
    for key in transitive:
        if key not in tags:
            raise ValueError(f"the transitive tag {key} is no session tag")
    if read_only and policy and _may_allow(policy):
        # AWS allows what one of several session policies allows.
        raise ValueError(
            "beside read-only, a session policy may only deny: AWS would allow what it allows"
        )
    return Scope(
        policy,
        read_only,
        tuple(sorted(tags.items())),
        tuple(sorted(set(transitive))),
        source_identity,
    )


def _may_allow(policy: str) -> bool:
    return any(one["Effect"] == "Allow" for one in _statements(json.loads(policy)))


def _statements(found: object) -> list[dict[str, Any]]:
    listed = found.get("Statement") if isinstance(found, dict) else None
    listed = [listed] if isinstance(listed, dict) else listed
    if not isinstance(listed, list) or not listed or not all(isinstance(s, dict) for s in listed):
        raise ValueError('it is not an IAM policy: {"Version": "2012-10-17", "Statement": [...]}')
    return listed


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'"{twice}" appears twice in one place')
    return found


def _check_tags(tags: Mapping[str, str]) -> None:
    import unicodedata  # deferred: few accounts have tags

    seen: dict[str, str] = {}
    for key, value in tags.items():
        if not key:
            raise ValueError("a tag has no key")
        if len(key) > _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise ValueError(
                f"a tag's key has at most {_LONGEST_KEY} characters, and its value {_LONGEST_VALUE}"
            )
        for sign in key + value:
            if sign not in _TAG_SIGNS and unicodedata.category(sign)[0] not in "LNZ":
                raise ValueError(f"a tag cannot hold {sign!r}: letters, digits, blanks, _.:/=+-@")
        if key.lower().startswith("aws:"):
            raise ValueError("tags that begin with aws: are AWS's own")
        other = seen.setdefault(key.lower(), key)
        if other != key:
            raise ValueError(f"the tags {other} and {key} differ in case alone, which AWS ignores")
    if len(tags) > _MOST_TAGS:
        raise ValueError(f"there are {len(tags)} session tags, and AWS takes {_MOST_TAGS}")
