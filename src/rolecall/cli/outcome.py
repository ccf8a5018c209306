"""The result of a command."""


class Outcome:
    """Data for stdout, written once the command is finished, and the exit status.

    `note`: a line for stderr, printed after the data. `held`: the file of the held session that
    the data shows, and until when, in epoch seconds, the same question has the same answer.
    """

    # Not a NamedTuple: creating the class of one takes 0.3 ms at every start.
    __slots__ = ("data", "held", "note", "status")

    def __init__(
        self,
        data: str = "",
        status: int = 0,
        note: str = "",
        held: tuple[str, float] | None = None,
    ) -> None:
        self.data = data
        self.status = status
        self.note = note
        self.held = held


DONE = Outcome()
