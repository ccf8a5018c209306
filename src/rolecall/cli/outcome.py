"""What a command ends with."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """The data for stdout, written only when the command is through, and the exit status."""

    data: str = ""
    status: int = 0
    told: str = ""  # a line for the person, once the data is out


DONE = Outcome()
