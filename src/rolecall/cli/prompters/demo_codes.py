"""What the devices and login pages of the demo show, so that its visitors can answer a sign-in."""

from collections.abc import Callable, Mapping


def demo_codes(env: Mapping[str, str], now: Callable[[], float]) -> Callable[[str], str | None]:
    """Returns a lookup of what the demo shows for a device's serial number, an IdP or a center.

    Outside of the demo it finds nothing. `now` returns epoch seconds.
    """
    if not env.get("ROLECALL_DEMO"):
        return lambda name: None

    def code(name: str) -> str | None:
        # deferred: only the demo needs them
        from rolecall.demo.world.approval import demo_approval
        from rolecall.demo.world.device import current_code
        from rolecall.demo.world.login import demo_login

        if login := demo_login(env, name):
            return " / ".join(login)
        return demo_approval(env, name) or current_code(env, name, now())

    return code
