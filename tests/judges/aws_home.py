"""A HOME for AWS's own tools, with one config file, and an environment that leads to our AWS."""

import os
from pathlib import Path

from rolecall.demo.server import EmbeddedAws


def aws_home(home: Path, aws: EmbeddedAws, config: str) -> dict[str, str]:
    """Write `~/.aws/config`; returns the environment of the tools."""
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(config)
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
