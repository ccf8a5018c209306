"""botocore's response parsers, with one exception for all invalid responses.

botocore validates nothing: HTML with status 200 raises KeyError, an empty body ResponseParserError,
a date out of range OverflowError, and their texts contain the response, secrets included. They are
caught where the bytes are parsed and nowhere else, so that a bug of ours is not reported as a
captive portal.
"""

from typing import Any

from botocore.exceptions import BotoCoreError
from botocore.parsers import ResponseParserError, ResponseParserFactory

_GARBAGE = (
    ArithmeticError,  # OverflowError: dates out of range
    AttributeError,
    BotoCoreError,
    LookupError,
    RuntimeError,  # RecursionError; dateutil for numbers out of range
    ResponseParserError,
    SyntaxError,  # ParseError of xml.etree
    TypeError,
    ValueError,  # numbers, dates, base64, UTF-8
)


class InvalidResponse(Exception):
    """The response is not in AWS's format; its text is not shown."""


class StrictParsers(ResponseParserFactory):  # type: ignore[misc]
    """The `response_parser_factory` component of a botocore session."""

    def create_parser(self, protocol_name: str) -> Any:
        return _StrictParser(super().create_parser(protocol_name))


class _StrictParser:
    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def parse(self, response: dict[str, Any], shape: Any) -> Any:
        try:
            return self._parser.parse(response, shape)
        except _GARBAGE:
            raise InvalidResponse from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)
