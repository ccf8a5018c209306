"""What is wrong with the user's files and keys, as the picker tells it when it opens."""

from collections.abc import Callable, Sequence

from rolecall.core.errors import RolecallError

Say = Callable[[str, str, str], None]  # kind, text, hint


def tell_problems(say: Say, files: Sequence[RolecallError], keys: Sequence[RolecallError]) -> None:
    """The first one, and how many there are beside it."""
    problems = (*files, *keys)
    if not problems:
        return
    others = len(problems) - 1
    where = ": rolecall list" if others and len(files) > 1 else ""
    more = f" And {others} more{where}." if others else ""
    say("error" if files else "warning", problems[0].message, problems[0].hint + more)
