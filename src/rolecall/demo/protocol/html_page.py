"""The pages that a browser is shown: text, a form with two answers, and the way back."""

from html import escape
from urllib.parse import urlencode

from rolecall.demo.protocol.http_messages import HttpResponse

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>rolecall demo</title><style>
body {{ font: 1.1rem/1.6 sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem }}
p, code {{ overflow-wrap: anywhere }} button {{ font: inherit; padding: .3rem 1rem }}
</style></head><body><h1>{title}</h1>{body}</body></html>
"""


def page(status: int, title: str, body: str) -> HttpResponse:
    """Returns a page; `body` is HTML."""
    text = _PAGE.format(title=escape(title), body=body)
    return HttpResponse(status, text.encode(), "text/html; charset=utf-8")


def form(ticket: str, allow: str, deny: str) -> str:
    """Returns a form with two buttons; its `answer` is allow or deny, and the ticket comes back."""
    return (
        f'<form method="post"><input type="hidden" name="ticket" value="{escape(ticket)}">'
        f'<button name="answer" value="allow">{escape(allow)}</button> '
        f'<button name="answer" value="deny">{escape(deny)}</button></form>'
    )


def sent_back(redirect_uri: str, state: str, **told: str) -> HttpResponse:
    """Returns the redirect to a client, with what it is told (RFC 6749, section 4.1.2)."""
    location = f"{redirect_uri}?{urlencode({**told, 'state': state})}"
    return HttpResponse(302, b"", "text/html", (("Location", location),))
