"""The checks AWS's API layer makes of every parameter before a service sees the call."""

import re
from collections.abc import Mapping

from rolecall.demo.protocol import refusals


class Constraints:
    """Collects what is wrong with the parameters of one call; `check` refuses them all at once."""

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
        """A text parameter; None where it was not sent. A `secret` one is not repeated."""
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
            self._breaks(name, shown, f"have length greater than or equal to {shortest}")
        if len(value) > longest:
            self._breaks(name, shown, f"have length less than or equal to {longest}")
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            self._breaks(name, shown, f"satisfy regular expression pattern: {pattern}")
        return value

    def number(self, name: str, *, least: int, most: int, default: int) -> int:
        """A whole number, `default` where it was not sent."""
        value = self._parameters.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise refusals.AwsError("MalformedInput", "Invalid Argument", 400)
        number = int(value)
        if number < least:
            self._breaks(name, value, f"have value greater than or equal to {least}")
        if number > most:
            self._breaks(name, value, f"have value less than or equal to {most}")
        return number

    def check(self) -> None:
        """Raises AwsError with every broken constraint."""
        if self._broken:
            raise refusals.constraints(self._broken)

    def _breaks(self, name: str, value: str | None, must: str) -> None:
        shown = "Value" if value is None else f"Value '{value}'"
        self._broken.append(
            f"{shown} at '{_member(name)}' failed to satisfy constraint: Member must {must}"
        )


def _member(name: str) -> str:
    return name[0].lower() + name[1:]
