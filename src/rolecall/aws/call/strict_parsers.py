"""botocore's parsers, with one error for whatever a stranger's answer makes them raise.

They check nothing: HTML with status 200 gives KeyError, an empty body ResponseParserError, a date
out of range OverflowError, and the texts of these hold the answer, secrets included. Caught where
the bytes are read and nowhere else, so that a mistake of ours is not taken for a captive portal.
"""

from typing import Any

from botocore.exceptions import BotoCoreError
from botocore.parsers import ResponseParserError, ResponseParserFactory

_GARBAGE = (
    ArithmeticError,  # dates out of range
    AttributeError,
    BotoCoreError,
    LookupError,
    RuntimeError,  # RecursionError among them, and dateutil of numbers beyond the calendar
    ResponseParserError,
    SyntaxError,  # xml.etree's ParseError is one
    TypeError,
    ValueError,  # numbers, dates, base64, UTF-8
)


class NotAwsAnswer(Exception):
    """The answer is not in AWS's form; it is not shown."""


class StrictParsers(ResponseParserFactory):  # type: ignore[misc]
    """For `register_component("response_parser_factory", …)` of a botocore session."""

    def create_parser(self, protocol_name: str) -> Any:
        return _StrictParser(super().create_parser(protocol_name))


class _StrictParser:
    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def parse(self, response: dict[str, Any], shape: Any) -> Any:
        try:
            return self._parser.parse(response, shape)
        except _GARBAGE:
            raise NotAwsAnswer from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)
