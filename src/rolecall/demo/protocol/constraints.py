"""Parameter validation as AWS's API layer does it, before a service sees the call."""

import re
from collections.abc import Mapping

from rolecall.demo.protocol import refusals


class Constraints:
    """Validates the parameters of one call; `check` raises one error for all violations."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = parameters
        self._broken: list[str] = []

    def text(
        self,
        name: str,
        *,
        shortest: int = 0,
        longest: int = 2**31,
        pattern: str = "",
        required: bool = False,
        secret: bool = False,
    ) -> str | None:
        """A text parameter; None if absent. The error does not show the value of a `secret` one."""
        value = self._parameters.get(name)
        if value is None:
            if required:
                self._broken.append(
                    f"Value null at '{_member(name)}' failed to satisfy constraint: "
                    "Member must not be null"
                )
            return None
        shown = None if secret else value
        if len(value) < shortest:
            self._violated(name, shown, f"have length greater than or equal to {shortest}")
        if len(value) > longest:
            self._violated(name, shown, f"have length less than or equal to {longest}")
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            self._violated(name, shown, f"satisfy regular expression pattern: {pattern}")
        return value

    def number(self, name: str, *, least: int, most: int, default: int) -> int:
        """An integer parameter; `default` if absent. Raises AwsError if it is not an integer."""
        value = self._parameters.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise refusals.AwsError("MalformedInput", "Invalid Argument", 400)
        number = int(value)
        if number < least:
            self._violated(name, value, f"have value greater than or equal to {least}")
        if number > most:
            self._violated(name, value, f"have value less than or equal to {most}")
        return number

    def at_most(self, name: str, count: int, most: int) -> None:
        """A list with so many members at most."""
        if count > most:
            self._violated(name, None, f"have length less than or equal to {most}")

    def check(self) -> None:
        """Raise AwsError that lists every violated constraint."""
        if self._broken:
            raise refusals.constraints(self._broken)

    def _violated(self, name: str, value: str | None, must: str) -> None:
        shown = "Value" if value is None else f"Value '{value}'"
        self._broken.append(
            f"{shown} at '{_member(name)}' failed to satisfy constraint: Member must {must}"
        )


def _member(name: str) -> str:
    return name[0].lower() + name[1:]
