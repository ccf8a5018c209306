"""The texts of refusal_texts.toml: what AWS sends, and what Rolecall makes of it."""

import tomllib
from pathlib import Path
from typing import NamedTuple

REQUEST_ID = "8f1e5a3c-0b7d-4c62-9e4f-2d6a17b3c5e9"
_FILE = Path(__file__).with_suffix(".toml")


class RefusalText(NamedTuple):
    """An entry of the file: `aws` is what is sent, `call` to which call, in which `region`."""

    name: str
    call: str
    aws: str
    message: str
    hint: str
    region: str = "eu-central-1"
    ahead: int = 0  # seconds by which this machine's clock is ahead of AWS's

    @property
    def shown_hint(self) -> str:
        """The hint with the request id of REQUEST_ID."""
        return self.hint.format(id=REQUEST_ID)


REFUSAL_TEXTS = tuple(
    RefusalText(**entry) for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["refusal"]
)
