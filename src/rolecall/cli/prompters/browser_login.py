"""Signing in with a browser, told on the terminal: where to go, and what must stand there."""

from rolecall.cli.terminal.terminal import Terminal
from rolecall.signin.browser.pages import BrowserPage, BrowserQuestion, SignedInBy, follow


def browser_login(
    terminal: Terminal, question: BrowserQuestion, in_demo: str | None = None
) -> SignedInBy:
    """Shows each page, and waits until somebody has signed in. Raises RolecallError.

    `in_demo` tells what becomes of a demo's code that nobody approves.
    """

    def show(page: BrowserPage) -> None:
        if question.refusal is not None:
            terminal.show(f"{question.refusal.message} {question.refusal.hint}".strip())
        if page.by_device:
            terminal.show(f"Sign in to {question.provider} with any browser: {page.address}")
            terminal.show(f"Approve only if it shows this code: {page.user_code}")
            if in_demo:
                terminal.show(f"demo: {in_demo}")
        else:
            terminal.show(f"Sign in to {question.provider} in your browser: {page.address}")
        if page.takes_text:
            page.take(terminal.ask("Paste the code that the page shows: "))

    return follow(question, show, lambda: False, lambda: None)
