"""The words that several commands share."""

from rolecall.cli.grammar.parser import Namespace, Parser
from rolecall.core.model import DEFAULT_ROLE
from rolecall.signin.plan import Options

ACCOUNT = "an alias, a 12-digit id, or a role's ARN or profile: then no ROLE"
ROLE = f"its name, with or without its path; default: {DEFAULT_ROLE}"


def add_target(parser: Parser) -> None:
    """ACCOUNT and ROLE."""
    parser.add_argument("account", metavar="ACCOUNT", help=ACCOUNT)
    parser.add_argument("role", metavar="ROLE", nargs="?", default="", help=ROLE)


def add_sign_in(parser: Parser) -> None:
    """What a sign-in can be told beforehand."""
    add = parser.add_argument
    add("--region", metavar="R", default="", help="the region to export or write")
    add("--duration", metavar="D", default="", help="seconds, or 15m, 1h, 12h")
    add("--mfa-code", metavar="CODE", default="", help="the six digits, instead of a question")
    add("--mfa-device", metavar="NAME", default="", help="name or serial number of the device")
    add("--base-profile", metavar="P", default="", help="the profile that holds your own keys")
    add("--role-profile", metavar="P", default="", help="of several ways to a role: this profile's")
    add("--no-input", action="store_true", help="ask nothing: exit 3 where a question is needed")


def add_shell(parser: Parser, usual: str = "the one you use", *, files: bool = False) -> None:
    """The dialect of export lines; with `files`, also what programs read from a file."""
    shells = "bash, zsh, sh, fish" + (", powershell, dotenv or json" if files else " or powershell")
    metavar = "FORM" if files else "S"
    parser.add_argument("--shell", metavar=metavar, default="", help=f"{shells}; default: {usual}")


def plan_options(words: Namespace) -> Options:
    return Options(
        region=words.region,
        duration=words.duration,
        mfa_device=words.mfa_device,
        base_profile=words.base_profile,
        mfa_code=words.mfa_code,
    )
