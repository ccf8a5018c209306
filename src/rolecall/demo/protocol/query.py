"""AWS's query protocol: form fields in the request, XML in the response."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TypeAlias
from urllib.parse import parse_qsl

from rolecall.demo.protocol.http_messages import HttpRequest
from rolecall.demo.protocol.refusals import AwsError

# What the protocol's XML can express: text, structures, and lists of either.
Value: TypeAlias = "str | int | bool | Mapping[str, Value] | Sequence[Value]"
Result = Mapping[str, Value]


def parameters_of(request: HttpRequest) -> dict[str, str]:
    """The form fields of a POST, or the query of a GET; they include Action and Version."""
    text = request.body.decode("utf-8", "replace") if request.body else request.query
    return dict(parse_qsl(text, keep_blank_values=True))


def xml_response(action: str, namespace: str, result: Result, request_id: str) -> bytes:
    """A response in the format of STS and IAM."""
    return (
        f'<{action}Response xmlns="{namespace}"><{action}Result>'
        f"{xml(result, 'member')}</{action}Result>"
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{action}Response>"
    ).encode()


def xml_error(error: AwsError, namespace: str, request_id: str) -> bytes:
    """An error response in the format of STS and IAM."""
    kind = "Sender" if error.sender else "Receiver"
    return (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{kind}</Type>'
        f"<Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def xml(value: Value, item: str) -> str:
    """The content of an XML element; `item` is the element name of list items."""
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{xml(part, item)}</{name}>" for name, part in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return escape(str(value))
    return "".join(f"<{item}>{xml(part, item)}</{item}>" for part in value)
