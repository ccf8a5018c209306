"""Alters AWS's responses, and watches that nothing of them is stored or shown."""

import re
import traceback
from collections.abc import Callable

import pytest

from rolecall.core.errors import RolecallError
from rolecall.demo.faults import Fault
from rolecall.demo.protocol.http_messages import HttpResponse
from tests.canaries.marks import canary
from tests.drivers.visitor import Visitor

CANARY = canary()


class Spoiler:
    """Alters responses, and records the secrets in them."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.secrets = [visitor.user.secret, CANARY]
        self.bodies: list[bytes] = []

    def refused(self, fault: Fault, action: str = "AssumeRole", code: str = "") -> RolecallError:
        """The error of the altered call; nothing of its response may be stored or shown."""

        def noting(proceed: Callable[[], HttpResponse], refuse: object) -> HttpResponse:
            def noted() -> HttpResponse:
                reply = proceed()
                self.bodies.append(reply.body)
                for name in ("SecretAccessKey", "SessionToken"):
                    found = re.findall(f"<{name}>(.*?)</{name}>", reply.body.decode())
                    self.secrets += found
                return reply

            return fault(noted, refuse)  # type: ignore[arg-type]

        held = self._visitor.held
        self._visitor.aws.faults.add(action, noting)
        with pytest.raises(RolecallError) as raised:
            self._visitor.become("staging", "admin", *([code] if code else []))
        self._visitor.aws.faults.clear()
        error = raised.value
        told = "".join((*traceback.format_exception(error), repr(error), error.message, error.hint))
        assert not [secret for secret in self.secrets if secret in told]
        assert error.message and error.hint
        assert self._visitor.held == held
        return error
