"""A user of the staged world, who signs in as the command line and the picker do."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rolecall.catalog.resolve import resolve
from rolecall.demo.server import EmbeddedAws, ReceivedCall
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.totp import TotpDevice
from rolecall.demo.world.world import User
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.plan import NO_OPTIONS, Options, Plan
from rolecall.signin.services import SignedIn
from tests.drivers.scripted_prompter import Answer, ScriptedPrompter


class Visitor:
    """Uses a new desk for every sign-in, as a new process would."""

    def __init__(
        self, stage: Stage, aws: EmbeddedAws, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.aws = aws
        self.clock = clock
        self.paths = stage.paths
        self.env = dict(stage.env)
        self._monkeypatch = monkeypatch
        for name in set(os.environ) - set(self.env):
            monkeypatch.delenv(name)
        self.setenv(**self.env)

    def setenv(self, **variables: str) -> None:
        """Set variables for us, and for botocore in the process's own environment."""
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)
        self.env |= variables

    @property
    def user(self) -> User:
        return alice(self.aws.world)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    @property
    def held(self) -> list[str]:
        """The kinds of the sessions in the store."""
        store = self.desk().store
        mfa = [login.kind for login in store.logins() if login.kind == "mfa"]
        return [*mfa, *["role"] * len(store.role_sessions())]

    def desk(self) -> Desk:
        return open_desk(self.env, lambda: self.now)

    def plan(self, account: str, role: str = "", options: Options = NO_OPTIONS) -> Plan:
        desk = self.desk()
        return desk.plan(resolve(desk.catalog, account, role), options)

    def become(self, account: str = "staging", role: str = "read", *answers: Answer) -> SignedIn:
        return self.follow(self.plan(account, role), ScriptedPrompter(*answers))

    def become_with(self, options: Options, *answers: Answer) -> SignedIn:
        return self.follow(self.plan("staging", "read", options), ScriptedPrompter(*answers))

    def follow(self, plan: Plan, prompter: ScriptedPrompter) -> SignedIn:
        return self.desk().become(plan, prompter)

    def sign_in(self) -> SignedIn:
        """Store an MFA session and the session of staging's `read`; clears the recorded calls."""
        signed_in = self.become("staging", "read", self.code())
        self.aws.calls.clear()
        return signed_in

    def code(self, device: int | TotpDevice = 0, windows: int = 0) -> str:
        """The code of one of the user's devices, or that of some codes later."""
        shown = self.user.devices[device] if isinstance(device, int) else device
        return shown.code(self.clock(), windows)

    def wrong_code(self) -> str:
        right = {self.code(windows=windows) for windows in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)

    @property
    def actions(self) -> list[str]:
        return [asked.action for asked in self.aws.calls]

    def last(self, action: str) -> ReceivedCall:
        """The last call of an action, as AWS received it."""
        return next(asked for asked in reversed(self.aws.calls) if asked.action == action)

    def write(self, path: str, lines: Sequence[str]) -> None:
        Path(path).write_text("\n".join((*lines, "")), encoding="utf-8")

    def append(self, path: str, *lines: str) -> None:
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join(("", *lines, "")))

    def holder(self, signed_in: SignedIn) -> str:
        """The ARN that AWS knows the holder of a session by."""
        key = self.aws.world.key(signed_in.session.credentials.access_key_id)
        assert key is not None
        return key.caller.arn
