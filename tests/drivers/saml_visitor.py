"""A user of the federated world who signs in at its IdP."""

from collections.abc import Sequence
from pathlib import Path

from rolecall.core.secret import Secret
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor

PORTAL, LAB = "partner-portal", "research-lab"
CALL = "AssumeRoleWithSAML"

Login = tuple[str, Secret]


class SamlVisitor(Visitor):
    """`alice` answers with the IdP's login for her; `nobody` answers no prompt at all."""

    @property
    def alice(self) -> Login:
        return self.aws.idp.user, Secret(self.aws.idp.password)

    @property
    def logins(self) -> list[str]:
        """The users who tried to log in, refused or not."""
        return [login.user for login in self.aws.logins]

    @property
    def calls(self) -> int:
        return self.aws.times_called(CALL)

    def sign(
        self, account: str = PORTAL, role: str = "read", *, logins: Sequence[Login] = ()
    ) -> tuple[SignedIn, ScriptedPrompter]:
        """Assume a role as a new process would, with these logins for the prompts."""
        prompter = ScriptedPrompter(logins=logins)
        return self.follow(self.plan(account, role), prompter), prompter

    def without_prompt(self, account: str = PORTAL, role: str = "read") -> SignedIn:
        """Assume a role; a prompt fails the test."""
        return self.sign(account, role)[0]

    def log_in(self, account: str = PORTAL, role: str = "read") -> SignedIn:
        """Assume a role with alice's login."""
        return self.sign(account, role, logins=[self.alice])[0]

    def saml_plan(self) -> Plan:
        return self.plan(PORTAL, "read")

    def write_login(self, text: str | bytes, mode: int = 0o600) -> Path:
        """Write the login file, byte for byte."""
        path = Path(self.paths.saml_file)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        path.chmod(mode)
        return path

    def store_login(self) -> Path:
        """Write alice's login to the file."""
        return self.write_login(
            f"username = {self.aws.idp.user}\npassword = {self.aws.idp.password}\n"
        )
