"""Stored logins: the content of the login file, where it is sent, and how often."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.errors import LoginRefused
from rolecall.core.secret import Secret
from rolecall.core.state.state import load_state, update_state
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from tests.canaries.record import registered
from tests.drivers.saml_visitor import LAB, PORTAL, SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.samples.saml_responses import assertion_for
from tests.servers.idp_server import TEMPLATE, IdpServer, Login, Reply, saml_response

ROLE = "arn:aws:iam::343434345656:role/read"
PROVIDER = "arn:aws:iam::343434345656:saml-provider/demo-idp"
CANARY = registered("Canary-NotARealKey5b1f")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def told(prompter: ScriptedPrompter) -> list[str]:
    """The notices for the user, except for the classic's warning."""
    return [notice for notice in prompter.notices if not notice.startswith("[WARNING] - ")]


def remembered(saml: SamlVisitor) -> dict[str, str]:
    return dict(load_state(saml.paths.state_file).saml_users)


def test_the_stored_login_is_used_without_a_question(saml: SamlVisitor) -> None:
    saml.store_login()
    signed_in, prompter = saml.sign()
    assert saml.holder(signed_in).endswith("assumed-role/read/alice")
    assert saml.logins == [saml.aws.idp.user]
    assert told(prompter) == [] and signed_in.notes == ()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602])
def test_a_file_that_others_reach_is_noted_and_used(saml: SamlVisitor, mode: int) -> None:
    saml.store_login().chmod(mode)
    _, prompter = saml.sign()
    assert told(prompter) == [
        "Other people can read the password in ~/.saml/credentials. "
        "Fix it: chmod 600 ~/.saml/credentials"
    ]


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_the_users_alone_is_not_noted(saml: SamlVisitor, mode: int) -> None:
    saml.store_login().chmod(mode)
    assert told(saml.sign()[1]) == []


def test_a_readable_file_without_a_password_is_not_noted(saml: SamlVisitor) -> None:
    saml.write_login(f"username = {saml.aws.idp.user}\n", 0o644)
    _, prompter = saml.sign(logins=[saml.alice])
    assert told(prompter) == []
    assert prompter.saml_questions[0].user_name == saml.aws.idp.user


def test_a_refused_stored_login_is_asked_for_and_never_sent_again(saml: SamlVisitor) -> None:
    saml.write_login(f"username = bob\npassword = {CANARY}\n")
    signed_in, prompter = saml.sign(logins=[("bob", Secret("still wrong")), saml.alice])
    first, second = prompter.saml_questions
    assert first.refusal is not None and second.refusal is not None
    assert (first.user_name, first.stored, second.stored) == ("bob", True, False)
    assert first.refusal.hint == (
        "Correct the login in ~/.saml/credentials. "
        "The password was sent once and is not sent again by itself."
    )
    assert "Correct" not in second.refusal.hint
    sent = [json.loads(login.body)["password"] for login in saml.aws.logins]
    assert sent == [CANARY, "still wrong", saml.aws.idp.password]
    assert signed_in.notes == ("The login in ~/.saml/credentials was refused: correct it there.",)
    assert CANARY not in repr((signed_in, prompter.saml_questions, first.refusal))


def test_a_user_name_alone_is_offered(saml: SamlVisitor) -> None:
    saml.write_login("username =  alice@example.com \n")
    _, prompter = saml.sign(logins=[saml.alice])
    (question,) = prompter.saml_questions
    assert (question.user_name, question.stored) == ("alice@example.com", False)


def test_a_password_alone_goes_with_the_user_remembered(saml: SamlVisitor) -> None:
    saml.write_login(f"password = {saml.aws.idp.password}\n")
    _, prompter = saml.sign(PORTAL, "read", logins=[saml.alice])
    assert prompter.saml_questions[0].user_name == ""
    saml.clock.advance(400)
    saml.without_prompt(PORTAL, "support")
    assert saml.logins == [saml.aws.idp.user] * 2


PASSWORDS = [
    "plain",
    " leading and trailing  ",
    "a=b = c",
    '"in quotes"',
    "'$HOME' `id` \\n %s",
    "# no comment; this",
    "ünïcode \U0001f511",
    "form\x0cfeed and line\u2028separator",
    "username = bob",
]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("form", ["{u}{p}", "{p}{u}", "\ufeff{u}{p}", "[default]\n# x\n\n{u}{p}"])
def test_a_password_is_all_that_follows_in_its_line(
    saml: SamlVisitor, password: str, form: str
) -> None:
    saml.aws.idp.password = password
    user = f"username = {saml.aws.idp.user}\n"
    saml.write_login(form.format(u=user, p=f"password = {password}\n"))
    saml.without_prompt()
    (login,) = saml.aws.logins
    assert json.loads(login.body)["password"] == password


def test_lines_may_end_as_on_windows_or_not_at_all(saml: SamlVisitor) -> None:
    saml.aws.idp.password = "kept \r and all "
    for place, text in enumerate(
        (
            f"username = {saml.aws.idp.user}\r\npassword = {saml.aws.idp.password}\r\n",
            f"username={saml.aws.idp.user}\n\tpassword={saml.aws.idp.password}",
        ),
        1,
    ):
        saml.write_login(text)
        saml.without_prompt()
        assert len(saml.logins) == place
        saml.desk().store.forget_all()


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "username\npassword\n", "user = bob\npass = x\n", "password =\nusername =\n",
     "#password = commented\n# username = bob\n", "passwords = x\nmy password = y\n"],
)  # fmt: skip
def test_a_file_without_a_login_is_as_none(saml: SamlVisitor, text: str) -> None:
    saml.write_login(text)
    _, prompter = saml.sign(logins=[saml.alice])
    assert prompter.saml_questions[0].user_name == ""
    assert told(prompter) == []


def test_the_first_of_two_logins_counts(saml: SamlVisitor) -> None:
    saml.write_login(
        f"username = {saml.aws.idp.user}\npassword = {saml.aws.idp.password}\n"
        "username = bob\npassword = other\n"
    )
    saml.without_prompt()
    assert saml.logins == [saml.aws.idp.user]


def _folder(path: Path) -> None:
    path.mkdir(parents=True)


def _pipe(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)


def _latin(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"username = bob\npassword = Canary-NotARealKey5b1f-\xfc\n")


def _utf16(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes("username = bob\npassword = Canary-NotARealKey5b1f\n".encode("utf-16"))


def _loop(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path)


def _huge(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(1 << 30)


ODD: dict[Callable[[Path], None], str] = {
    _folder: "is not a regular file",
    _pipe: "is not a regular file",
    _latin: "this is not UTF-8",
    _utf16: "~/.saml/credentials, line 1: this is UTF-16, not UTF-8",
    _loop: "links form a loop",
    _huge: "is larger than",
}


@pytest.mark.parametrize("place", ODD, ids=lambda place: place.__name__)
def test_a_file_that_cannot_be_used_is_told_and_the_login_asked(
    saml: SamlVisitor, place: Callable[[Path], None]
) -> None:
    place(Path(saml.paths.saml_file))
    _, prompter = saml.sign(logins=[saml.alice])
    (notice,) = told(prompter)
    assert ODD[place] in notice and notice.endswith(". The login is asked for instead.")
    assert CANARY not in notice


def test_no_file_and_the_devnull_that_says_so_are_no_news(saml: SamlVisitor) -> None:
    assert told(saml.sign(logins=[saml.alice])[1]) == []
    saml.setenv(SAML_FILE="/dev/null")
    saml.clock.advance(400)
    assert told(saml.sign(PORTAL, "support", logins=[saml.alice])[1]) == []


class Foreign:
    """A second IdP, for an account of its own, that records its requests."""

    def __init__(self, saml: SamlVisitor) -> None:
        self.saml = saml
        self.server = IdpServer(self._answer)

    def _answer(self, login: Login) -> Reply:
        return saml_response(assertion_for([(ROLE, PROVIDER)], self.saml.now))

    @property
    def sent(self) -> str:
        return "".join(login.body.decode() for login in self.server.logins)


def two_idps(saml: SamlVisitor, other: str, *, default: str = "") -> None:
    """An IdP for each account; `default` is the name of the demo's."""
    name = default or "demo-idp"
    lines = [
        *(f"[accounts.{PORTAL}]", 'id = "343434345656"', 'idp = "other"'),
        *(f"[accounts.{LAB}]", 'id = "565656567878"', f'idp = "{name}"'),
        *("[identity-providers.other]", f'url = "{other}"', f"body = '{TEMPLATE}'"),
        *(f"[identity-providers.{name}]", f'url = "{saml.aws.idp_url}"', 'name = "demo-idp"'),
        f"body = '{TEMPLATE}'",
    ]
    saml.write(saml.paths.config_file, lines)


def test_the_files_login_goes_to_no_idp_but_the_usual(saml: SamlVisitor) -> None:
    saml.store_login()
    foreign = Foreign(saml)
    with foreign.server as server:
        two_idps(saml, server.url, default="default")
        typed = ("carol", Secret("of the other"))
        with pytest.raises(Exception, match="another IdP"):  # AWS knows the assertion's user
            saml.sign(PORTAL, "read", logins=[typed])
        assert len(server.logins) == 1
        saml.without_prompt(LAB, "read")
        assert saml.logins == [saml.aws.idp.user]
        assert saml.aws.idp.password not in foreign.sent
        assert saml.aws.idp.user not in foreign.sent


def test_where_no_idp_is_the_usual_the_files_login_goes_nowhere(saml: SamlVisitor) -> None:
    saml.store_login()
    foreign = Foreign(saml)
    with foreign.server as server:
        two_idps(saml, server.url)
        _, prompter = saml.sign(LAB, "read", logins=[saml.alice])
        assert prompter.saml_questions[0].user_name == ""
        with pytest.raises(Exception, match="another IdP"):
            saml.sign(PORTAL, "read", logins=[("carol", Secret("x"))])
        assert saml.aws.idp.password not in foreign.sent


def test_the_classics_variables_make_their_idp_the_files(saml: SamlVisitor) -> None:
    saml.store_login()
    with Foreign(saml).server as server:
        two_idps(saml, server.url, default="default")
        saml.setenv(
            SAML_IDP_ASSERTION_URL=saml.aws.idp_url,
            SAML_IDP_NAME="demo-idp",
            SAML_IDP_REQUEST_BODY_TEMPLATE=TEMPLATE,
        )
        _, prompter = saml.sign(
            LAB, "read", logins=[saml.alice]
        )  # by `default`, not the default IdP
        assert prompter.saml_questions[0].provider == "default"
        assert server.logins == []


def test_another_user_in_the_file_is_another_identity(saml: SamlVisitor) -> None:
    """Neither the assertion nor the role session of one user is used for another."""
    saml.store_login()
    first = saml.without_prompt()
    saml.aws.idp.user, saml.aws.idp.session_name = "bob@example.com", "bob"
    saml.store_login()
    second = saml.without_prompt()
    assert saml.holder(first).endswith("/alice")
    assert second.new and saml.holder(second).endswith("/bob")
    assert saml.logins == ["alice@example.com", "bob@example.com"]
    saml.write_login("username = alice@example.com\npassword = a new one\n")
    assert saml.without_prompt().session.credentials == first.session.credentials


def test_the_user_of_another_idps_file_is_no_part_of_an_identity(saml: SamlVisitor) -> None:
    foreign = Foreign(saml)
    with foreign.server as server:
        two_idps(saml, server.url)
        saml.log_in(LAB, "read")
        saml.write_login("username = bob\npassword = x\n")
        assert not saml.without_prompt(LAB, "read").new


def test_the_user_name_is_remembered_and_the_password_never(saml: SamlVisitor) -> None:
    saml.log_in()
    assert remembered(saml) == {"demo-idp": "alice@example.com"}
    saml.clock.advance(400)
    _, prompter = saml.sign(LAB, "read", logins=[saml.alice])
    assert prompter.saml_questions[0].user_name == "alice@example.com"


def test_a_user_name_not_to_be_remembered_is_forgotten(saml: SamlVisitor) -> None:
    update_state(
        saml.paths.state_file,
        lambda state: state._replace(saml_users={"demo-idp": "alice", "other": "carol"}),
    )
    prompter = ScriptedPrompter(logins=[saml.alice], remember=False)
    saml.follow(saml.saml_plan(), prompter)
    assert remembered(saml) == {"other": "carol"}


def test_a_login_that_was_refused_is_not_remembered(saml: SamlVisitor) -> None:
    prompter = ScriptedPrompter(logins=[("mallory", Secret("wrong"))])
    with pytest.raises(AssertionError, match="more often than expected"):
        saml.follow(saml.saml_plan(), prompter)
    assert remembered(saml) == {}
    assert saml.desk().store.logins() == []


def test_no_secret_is_in_any_file_but_the_store(saml: SamlVisitor) -> None:
    saml.aws.idp.password = CANARY
    saml.log_in()
    (held,) = saml.desk().store.logins()
    home = Path(saml.env["HOME"])
    holding: dict[str, list[Path]] = {CANARY: [], held.secret.reveal(): []}
    for path in home.rglob("*"):
        if path.is_file():
            for secret, places in holding.items():
                if secret in path.read_text(encoding="utf-8", errors="replace"):
                    places.append(path)
    assert holding[CANARY] == []
    (kept,) = holding[held.secret.reveal()]
    assert str(kept.parent) == saml.paths.sessions_folder
    assert kept.stat().st_mode & 0o777 == 0o600
    assert held.secret.reveal() not in repr(held) + str(held) + f"{held}"


def test_a_refused_login_shows_no_secret(saml: SamlVisitor) -> None:
    saml.write_login(f"username = bob\npassword = {CANARY}\n")
    prompter = ScriptedPrompter(logins=[("bob", Secret(CANARY)), saml.alice])
    saml.follow(saml.saml_plan(), prompter)
    for question in prompter.saml_questions:
        assert isinstance(question.refusal, LoginRefused)
        shown = f"{question}{question.refusal.message}{question.refusal.hint}"
        assert CANARY not in shown
