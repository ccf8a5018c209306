"""The limits of time and size for calls to AWS and for a credential_process."""

from typing import NamedTuple

from botocore.config import Config


class Limits(NamedTuple):
    """Limits in seconds, sizes in bytes. Tests pass shorter ones."""

    total: float = 20.0  # one call with all retries, from DNS to the last byte
    dns: float = 5.0  # DNS lookups, over all retries of a call
    connect: float = 5.0  # connecting, over all addresses of a host
    size: int = 1 << 20  # the body of a response; STS and IAM send a few KiB
    process: float = 60.0  # a base profile's credential_process
    process_notice: float = 3.0  # ... after which the user is told what takes so long
    process_size: int = 1 << 20  # ... and its output
    attempts: int = 3  # of one call, where AWS is throttling or fails

    def shared(self, part: float) -> "Limits":
        """Returns this part of the times, for a call that shares them with another."""
        return self._replace(total=self.total * part, dns=self.dns * part)

    def config(self) -> Config:
        """Returns a client configuration; `total` ends a call, so read_timeout is longer."""
        return Config(
            connect_timeout=self.connect,
            read_timeout=self.total + 1,
            retries={"mode": "standard", "total_max_attempts": self.attempts},
        )


LIMITS = Limits()
# Of a call that another stands in for where nothing answers, and of the other: together, silence
# takes no longer than that of one call.
FIRST, SECOND = 0.4, 0.6
