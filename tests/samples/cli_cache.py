"""What the AWS CLI caches of a role that it has assumed."""

import json
from datetime import datetime
from pathlib import Path

from tests.drivers.picker import WorldAround
from tests.samples.role_sessions import SECRET, TOKEN


def hold_by_the_cli(world: WorldAround, until: datetime, account: str = "776655443322") -> Path:
    """What the AWS CLI leaves when it has assumed a role."""
    path = Path(world.env["HOME"], ".aws/cli/cache/one.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    credentials = {
        "AccessKeyId": "ASIAQQQQQQQQQQQQQQQ1",
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": until.isoformat(),
    }
    arn = f"arn:aws:sts::{account}:assumed-role/audit/alice"
    user = {"AssumedRoleId": "AROA:alice", "Arn": arn}
    path.write_text(json.dumps({"Credentials": credentials, "AssumedRoleUser": user}))
    return path
