"""Somebody with the real AWS CLI v2 who uses `aws login`, and a browser."""

import json
import re
import subprocess
from pathlib import Path

from rolecall.demo.server import EmbeddedAws
from tests.demo.portal.center import Client
from tests.judges.aws_cli_v2 import AwsCliV2
from tests.judges.aws_home import aws_home

USER = "arn:aws:iam::111122223333:user/alice"


class Person:
    """Somebody with the program, a profile in a HOME, and a browser."""

    def __init__(self, home: Path, aws: EmbeddedAws) -> None:
        self.home, self.aws = home, aws
        self.browser = Client(aws)
        self.cli = AwsCliV2(aws_home(home, aws, "[profile me]\nregion = eu-central-1\n"))

    def identity(self) -> subprocess.CompletedProcess[str]:
        return self.cli.run("sts", "get-caller-identity", "--profile", "me")

    def log_in(self, *words: str) -> None:
        """Run `aws login`; the browser goes to the address that it prints, and allows it."""

        def reply(line: str) -> str:
            if not (address := re.match(r"https?://\S+/v1/authorize\?\S+", line)):
                return ""
            page = self.browser.answer(address[0])
            return re.findall("<code>(.+)</code>", page)[0] if words else ""

        self.cli.talk(["login", "--profile", "me", *words], reply)

    def expire(self) -> None:
        """Let the keys in the cache expire, by whose clock the program goes."""
        (file,) = (self.home / ".aws" / "login" / "cache").glob("*.json")
        cached = json.loads(file.read_text())
        cached["accessToken"]["expiresAt"] = "2020-01-01T00:00:00Z"
        file.write_text(json.dumps(cached))
