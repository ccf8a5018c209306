"""How long AWS and the base profile may take, and how much they may say."""

from typing import NamedTuple

from botocore.config import Config


class Limits(NamedTuple):
    """Seconds, but for the sizes. Tests give shorter ones."""

    total: float = 20.0  # one call, from the first look-up of a name to the last byte; retries too
    dns: float = 5.0  # looking up a host's name, over all tries of a call
    connect: float = 5.0  # one address
    size: int = 1 << 20  # bytes of an answer's body; STS and IAM send a few KiB
    process: float = 60.0  # a base profile's credential_process
    process_notice: float = 3.0  # ... after which it is said what is waited for
    process_size: int = 1 << 20  # bytes of its output

    def config(self) -> Config:
        """For a client: the limit of the whole ends a silence, so reading has none of its own."""
        return Config(
            connect_timeout=self.connect,
            read_timeout=self.total + 1,
            retries={"mode": "standard", "total_max_attempts": 3},
        )


LIMITS = Limits()
