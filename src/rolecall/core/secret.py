"""A wrapper that keeps secrets out of logs, tracebacks and reprs."""

from typing import NoReturn


class Secret:
    """A secret text: only `reveal()` returns it; repr, str and format mask it, pickle fails.

    Not a subclass of `str`, whose text shows in tracebacks and f-strings.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Returns the text, for the one place that sends or writes it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(********)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not written anywhere by pickling")
