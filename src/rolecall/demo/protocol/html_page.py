"""The pages that a browser is shown: text, a form with two answers, and the way back.

Each is complete in itself: it loads nothing, and follows the browser's light or dark scheme.
"""

from html import escape
from urllib.parse import urlencode

from rolecall.demo.protocol.http_messages import HttpResponse

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · rolecall demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><style>
:root {{ --back: #eef1f5; --card: #fff; --text: #1b2430; --soft: #5a6675; --line: #d5dbe3;
  --main: #0b6bcb; --on-main: #fff; --code: #eef4fb }}
@media (prefers-color-scheme: dark) {{ :root {{ --back: #10151c; --card: #1a222c; --text: #e8edf3;
  --soft: #9aa7b6; --line: #323e4c; --main: #6db3ff; --on-main: #0a1420; --code: #202c3a }} }}
* {{ box-sizing: border-box }}
body {{ margin: 0; min-height: 100vh; padding: 1.5rem; display: grid; place-items: center;
  background: var(--back); color: var(--text); font: 1.05rem/1.55 system-ui, sans-serif }}
main {{ width: 100%; max-width: 29rem; padding: 2rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--card) }}
h1 {{ margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25 }}
p {{ margin: 0 0 1rem; overflow-wrap: anywhere }}
code {{ font: 1em/1.4 ui-monospace, monospace; overflow-wrap: anywhere }}
p.code, p.copy {{ padding: .75rem 1rem; border-radius: .5rem; background: var(--code) }}
p.code {{ text-align: center; font-size: 1.9rem; letter-spacing: .1em }}
form {{ display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }}
button {{ flex: 1; padding: .6rem 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: none; color: inherit; font: inherit; cursor: pointer; white-space: nowrap }}
button[value=allow] {{ border-color: var(--main); background: var(--main);
  color: var(--on-main); font-weight: 600 }}
button:focus-visible {{ outline: 3px solid var(--main); outline-offset: 2px }}
footer {{ margin-top: 1.5rem; color: var(--soft); font-size: .9rem }}
</style></head><body><main><h1>{title}</h1>{body}
<footer>rolecall demo: made-up accounts</footer></main></body></html>
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
