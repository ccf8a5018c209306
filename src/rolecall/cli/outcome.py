"""The result of a command."""


class Outcome:
    """Data for stdout, written once the command is finished, and the exit status.

    `note`: a line for stderr, printed after the data.
    """

    # Not a NamedTuple: creating the class of one takes 0.3 ms at every start.
    __slots__ = ("data", "note", "status")

    def __init__(self, data: str = "", status: int = 0, note: str = "") -> None:
        self.data = data
        self.status = status
        self.note = note


DONE = Outcome()
