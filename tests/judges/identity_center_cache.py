"""The cache that AWS's tools share of an Identity Center: what is in it, and letting it expire."""

import json
from pathlib import Path
from typing import Any


def cached_files(home: Path) -> list[Path]:
    return sorted((home / ".aws" / "sso" / "cache").glob("*.json"))


def token_file(home: Path) -> Path:
    """The one file with an access token; the others are of registrations."""
    (file,) = (file for file in cached_files(home) if "accessToken" in json.loads(file.read_text()))
    return file


def token_in(home: Path) -> dict[str, Any]:
    cached: dict[str, Any] = json.loads(token_file(home).read_text())
    return cached


def expire_token(home: Path) -> str:
    """Let the access token expire, by whose clock each program goes; returns it."""
    file, cached = token_file(home), token_in(home)
    file.write_text(json.dumps(cached | {"expiresAt": "2020-01-01T00:00:00Z"}))
    return str(cached["accessToken"])
