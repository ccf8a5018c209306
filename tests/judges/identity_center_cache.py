"""The cache that AWS's tools share of an Identity Center: what is in it, and letting it expire."""

import json
from datetime import UTC, datetime, timedelta
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
    """Let the access token have expired a minute ago, by the clock of all programs; returns it."""
    file, cached = token_file(home), token_in(home)
    ago = datetime.now(UTC) - timedelta(minutes=1)
    file.write_text(json.dumps(cached | {"expiresAt": ago.strftime("%Y-%m-%dT%H:%M:%SZ")}))
    return str(cached["accessToken"])
