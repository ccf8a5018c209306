"""The flow for one role: sign in, then what a task does with the session."""

from collections.abc import Awaitable, Callable, Mapping

from rolecall.core.errors import Cancelled, Refused
from rolecall.core.login import Login
from rolecall.core.model import RoleSession
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Options, Plan
from rolecall.signin.progress import Step
from rolecall.signin.renewal import Renewed
from rolecall.signin.schemes import scheme_named
from rolecall.signin.scope.elevation import elevate as elevate_session
from rolecall.signin.scope.wanted import ScopeOptions
from rolecall.signin.services import SignedIn
from rolecall.ui.commands import COPY, SWITCH, WRITE
from rolecall.ui.dialogs.questions.elevate import ElevateAnswer, ElevateDialog
from rolecall.ui.flows.dialog_prompter import DialogPrompter
from rolecall.ui.flows.guard import Guard
from rolecall.ui.flows.host import Host
from rolecall.ui.flows.work import Flow
from rolecall.ui.keymap import key_of
from rolecall.ui.messages import StatusMessage

RoleTask = Callable[["OneRole"], Awaitable[None]]


class OneRole(Flow):
    """Runs a task for the role of a plan; `assume`, `renew` and those of hand_over are tasks."""

    def __init__(self, host: Host, desk: Desk, plan: Plan, task: RoleTask) -> None:
        self.host = host
        self.desk = desk
        self.plan = plan
        self._task = task
        self._guard = Guard(host, desk)
        self._prompter: DialogPrompter | None = None
        self._login_before: Login | None = None

    async def run(self) -> None:
        self.host.show_busy(self.plan.target)
        self._login_before = self._login
        try:
            await self._task(self)
        finally:
            self._prompter = None

    def stop(self) -> None:
        if self._prompter is not None:
            self._prompter.stop()

    def stopped_message(self) -> StatusMessage:
        plan, held = self.plan, self.host.held
        held.refresh()
        if held.session(plan.target, plan.base.profile) is not None:
            return StatusMessage("warning", "Stopped.")
        login = self._login
        if login is None or login == self._login_before:
            return StatusMessage("warning", "Stopped. Nothing was saved.")
        kind = scheme_named(plan.target.scheme).kind
        return StatusMessage("warning", "Stopped.", kind.stays.format(login.name))

    async def sign_in(self) -> SignedIn:
        """Returns the role session, held or new. Raises RolecallError; Cancelled when stopped."""
        await self._guard.check([self.plan])
        signed_in = await self.new_prompter().sign_in(self.plan)
        for note in signed_in.notes:
            self.host.say("warning", note)
        # An IdP's assertion may list the role with a path that was not typed.
        taken = self.plan.target._replace(role=signed_in.session.role)
        self.host.learn([taken, *self.desk.listed(self.plan, signed_in)])
        self.host.show_busy(None)
        self.host.look_again()
        return signed_in

    async def elevate(self, answer: ElevateAnswer) -> SignedIn:
        """Returns a new session of the whole role. Raises as `sign_in` does."""
        options = Options(
            region=self.plan.region if self.plan.region_named else "",
            duration=answer.duration,
            scope=ScopeOptions(elevated=True),
        )
        plan = self.desk.plan(self.plan.target, options)
        await self._guard.check([plan])
        prompter = self.new_prompter()
        signed_in = await prompter.run(
            lambda: elevate_session(self.desk, plan, prompter, answer.reason)
        )
        self.host.show_busy(None)
        self.host.look_again()
        return signed_in

    def new_prompter(self) -> DialogPrompter:
        """Returns a prompter for one sign-in, which `stop` stops."""
        self._prompter = DialogPrompter(self.host, self.desk, self._show_step)
        return self._prompter

    @property
    def noticed(self) -> list[str]:
        """The warnings of the sign-in."""
        return self._prompter.noticed if self._prompter is not None else []

    @property
    def _login(self) -> Login | None:
        return self.host.held.login(self.plan.target, self.plan.base.profile)

    def _show_step(self, step: Step, detail: str) -> None:
        if self._prompter is not None and self.host.is_open:
            self.host.show_busy(self.plan.target, step, detail)


async def assume(role: OneRole) -> None:
    """Becomes the role; when captured, leaves the picker with it for the shell."""
    signed_in = await role.sign_in()
    if role.host.captured:
        role.host.app.exit(signed_in)
        return
    app = role.host.app
    hint = f"{key_of(app, COPY)} copies export lines, {key_of(app, WRITE)} writes a profile."
    notes = [*role.noticed, *signed_in.notes]
    hint = " ".join([*notes, hint])
    kind = "warning" if notes else "success"
    role.host.say(kind, f"{session_words(signed_in.session, role.desk)}.", hint)


async def elevate(role: OneRole) -> None:
    """Takes all of a role that is read-only by default; when captured, leaves with it.

    Raises Refused for a role that is not read-only.
    """
    desk, host, target = role.desk, role.host, role.plan.target
    who = f"{target.alias} · {target.role_name}"
    if target.why_not:
        raise Refused("This role can't be assumed yet.", target.why_not)
    if not target.scope.read_only:
        raise Refused(f"{who} is not read-only by default.", "Assuming it gives you all of it.")
    host.show_busy(None)  # nobody is asked yet
    answer = await host.app.push_screen_wait(ElevateDialog(target))
    if answer is None:
        raise Cancelled()
    host.show_busy(target)
    signed_in = await role.elevate(answer)
    if host.captured:
        host.app.exit(signed_in)
        return
    board = key_of(host.app, SWITCH)
    hint = f"Profiles that call Rolecall use it until then; {board} shows it, to copy or write."
    notes = [*role.noticed, *signed_in.notes]
    text = f"Elevated {session_words(signed_in.session, desk)}."
    host.say("warning" if notes else "success", text, " ".join([*notes, hint]))


def session_words(session: RoleSession, desk: Desk) -> str:
    """Returns whose session it is and until when: `production · read until 14:32`."""
    return f"{session.account_name} · {session.role} until {until_words(session, desk)}"


def until_words(session: RoleSession, desk: Desk) -> str:
    """Returns the local time at which a session expires, with its day if that is not today."""
    ends, now = session.credentials.expiration.astimezone(), desk.clock().astimezone()
    return f"{ends:%H:%M}" if ends.date() == now.date() else f"{ends:%a %H:%M}"


async def renew(role: OneRole) -> None:
    """Replaces the session that is held with a new one, also in the profiles that have it."""
    renewed = await role.new_prompter().renew(role.plan)
    role.host.say(*renewed_message(renewed, role.desk.env))
    role.host.held.refresh()


def renewed_message(renewed: Renewed, env: Mapping[str, str]) -> StatusMessage:
    """Names the new session, the profiles that have it, and whether this shell has the old one."""
    session = renewed.signed_in.session
    who = f"{session.account_name} · {session.role}"
    if renewed.unwritten is not None:
        text = f"Renewed {who}, but its profiles still have the old session."
        error = renewed.unwritten
        return StatusMessage("error", f"{text} {error.message}", error.hint)
    until = session.credentials.expiration.astimezone()
    hints = []
    if renewed.profiles:
        many = "Profiles" if len(renewed.profiles) > 1 else "Profile"
        verb = "have" if len(renewed.profiles) > 1 else "has"
        hints.append(f"{many} {', '.join(renewed.profiles)} {verb} it too.")
    if env.get("AWS_ACCESS_KEY_ID") in renewed.replaced:
        hints.append("This shell still has the old one.")
    hints += renewed.notes
    kind = "warning" if renewed.notes else "success"
    return StatusMessage(kind, f"Renewed {who} until {until:%H:%M:%S}.", " ".join(hints))
