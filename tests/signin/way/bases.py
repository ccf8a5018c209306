"""The situations of the planner's table: what somebody has, set up by name."""

import hashlib
import json
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rolecall.demo.sts.sts import assumed_role
from rolecall.demo.sts.web_identity import web_token
from rolecall.demo.world.bastion import AUDITOR
from rolecall.demo.world.totp import TotpDevice
from rolecall.demo.world.world import Caller, Key, Role
from rolecall.signin.plan import Options
from tests.drivers.aws_login import signed_in
from tests.drivers.saml_visitor import LAB, PORTAL, SamlVisitor
from tests.servers.credentials_server import TOKEN, credentials_server

Base = Callable[[SamlVisitor, Path], AbstractContextManager[None] | None]
MACHINES = ("identity center", "web identity", "container")  # their sessions prove no MFA

FIDO = "arn:aws:iam::111122223333:u2f/user/alice/yubikey"


def temporary_key(saml: SamlVisitor) -> Key:
    """Session credentials of alice's, with MFA."""
    user = saml.user
    caller = Caller(
        user.account_id, user.arn, user.user_id, user, temporary=True, mfa_at=saml.clock()
    )
    return saml.aws.world.issue(caller, 36_000)


def _temporary(saml: SamlVisitor, folder: Path) -> None:
    key = temporary_key(saml)
    saml.write(
        saml.paths.aws_credentials,
        [
            "[default]",
            f"aws_access_key_id = {key.access_key_id}",
            f"aws_secret_access_key = {key.secret}",
            f"aws_session_token = {key.token}",
        ],
    )


def _program(saml: SamlVisitor, folder: Path, answer: dict[str, object]) -> None:
    program = folder / "keys"
    program.write_text(f"#!{sys.executable}\nprint({json.dumps(json.dumps(answer))})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    saml.write(saml.paths.aws_credentials, [])
    in_default(saml, f"credential_process = {program}")


def in_default(saml: SamlVisitor, *lines: str) -> None:
    """Add lines to the base profile in the config file."""
    config = Path(saml.paths.aws_config).read_text(encoding="utf-8")
    assert "[default]\n" in config
    text = "\n".join(("[default]", *lines, ""))
    saml.write(saml.paths.aws_config, [config.replace("[default]\n", text)])


def _program_of_user(saml: SamlVisitor, folder: Path) -> None:
    user = saml.user
    keys = {"AccessKeyId": user.access_key_id, "SecretAccessKey": user.secret}
    _program(saml, folder, {"Version": 1, **keys})


def _program_of_session(saml: SamlVisitor, folder: Path) -> None:
    key = temporary_key(saml)
    keys = {"AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret}
    ends = {"SessionToken": key.token, "Expiration": "2099-01-01T00:00:00Z"}
    _program(saml, folder, {"Version": 1, **keys, **ends})


def _signed_in(saml: SamlVisitor, folder: Path) -> None:
    saml.sign_in()
    saml.clock.advance(30)


def _hop_held(saml: SamlVisitor, folder: Path) -> None:
    """The auditor's session is held, which takes the archive's role, and no MFA session."""
    saml.become(*AUDITOR, saml.code())
    for login in saml.desk().store.logins():
        saml.desk().store.forget(login)
    saml.clock.advance(60)


def _mfa_process(saml: SamlVisitor, folder: Path) -> None:
    config = Path(saml.paths.config_file)
    text = config.read_text(encoding="utf-8")
    config.write_text(f"[mfa]\nprocess = 'echo {saml.code()}'\n\n{text}", encoding="utf-8")


def _idp_logged_in(saml: SamlVisitor, folder: Path) -> None:
    saml.log_in(PORTAL, "support")


def _idp_stored(saml: SamlVisitor, folder: Path) -> None:
    saml.store_login()


def _two_idps(saml: SamlVisitor, folder: Path) -> None:
    """An IdP for each account, by two names, and a login at that of the lab."""
    template = '{"service": "aws", "email": "$saml_user", "password": "$saml_password"}'
    lines = [
        *(f"[accounts.{PORTAL}]", 'id = "343434345656"', 'idp = "one"'),
        *(f"[accounts.{LAB}]", 'id = "565656567878"', 'idp = "two"'),
    ]
    for name in ("one", "two"):
        lines += [f"[identity-providers.{name}]", f'url = "{saml.aws.idp_url}"']
        lines += [f"body = '{template}'", 'name = "demo-idp"']
    saml.write(saml.paths.config_file, lines)
    saml.log_in(LAB, "read")


def _machine_key(saml: SamlVisitor) -> Key:
    """The session of a role in alice's account, as a machine or Identity Center gets it."""
    account = saml.user.account_id
    role = saml.aws.world.add_role(Role(account, "machine", needs_mfa=False))
    return saml.aws.world.issue(assumed_role(role, "machine"), 36_000)


def _identity_center(saml: SamlVisitor, folder: Path, url: str) -> None:
    saml.write(saml.paths.aws_credentials, [])
    saml.setenv(AWS_ENDPOINT_URL_SSO=url)
    account = saml.user.account_id
    in_default(saml, "sso_session = corp", f"sso_account_id = {account}", "sso_role_name = machine")
    start = "https://corp.awsapps.com/start"
    session = [f"sso_start_url = {start}", "sso_region = eu-central-1"]
    saml.append(saml.paths.aws_config, "[sso-session corp]", *session)
    cache = Path(saml.env["HOME"]) / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {"accessToken": TOKEN, "expiresAt": "2096-01-01T00:00:00Z", "startUrl": start}
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    (cache / f"{name}.json").write_text(json.dumps(token))


def _aws_login(saml: SamlVisitor, folder: Path) -> None:
    """Somebody has signed in with `aws login`, as the user with the roles."""
    saml.write(saml.paths.aws_credentials, [])
    in_default(saml, f"login_session = {saml.user.arn}")
    signed_in(saml.aws, saml.paths)


def _aws_login_renewed(saml: SamlVisitor, folder: Path) -> None:
    _aws_login(saml, folder)
    saml.clock.advance(11 * 60)


def _aws_login_over(saml: SamlVisitor, folder: Path) -> None:
    _aws_login(saml, folder)
    saml.clock.advance(43_200)


def _container(saml: SamlVisitor, folder: Path, url: str) -> None:
    saml.write(saml.paths.aws_credentials, [])
    saml.setenv(AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{url}/container")
    in_default(saml, "credential_source = EcsContainer")


def _web_identity(saml: SamlVisitor, folder: Path, url: str) -> None:
    saml.write(saml.paths.aws_credentials, [])
    account = saml.user.account_id
    provider = f"arn:aws:iam::{account}:oidc-provider/ci.example"
    role = saml.aws.world.add_role(Role(account, "build", trusts={provider}, needs_mfa=False))
    token = folder / "token"
    token.write_text(web_token("ci.example", saml.clock() + 600))
    in_default(saml, f"role_arn = {role.arn}", f"web_identity_token_file = {token}")


def _served(make: Callable[[SamlVisitor, Path, str], None]) -> Base:
    """The base with a server of credentials that runs to the end of the test."""

    def base(saml: SamlVisitor, folder: Path) -> AbstractContextManager[None]:
        @contextmanager
        def running() -> Iterator[None]:
            with credentials_server(_machine_key(saml)) as url:
                make(saml, folder, url)
                yield

        return running()

    return base


BASES: dict[str, Base] = {
    "keys": lambda saml, folder: None,
    "keys, signed in": _signed_in,
    "keys, hop held": _hop_held,
    "temporary": _temporary,
    "program of keys": _program_of_user,
    "program of session": _program_of_session,
    "[mfa] process": _mfa_process,
    "identity center": _served(_identity_center),
    "aws login": _aws_login,
    "aws login, renewed": _aws_login_renewed,
    "aws login, over": _aws_login_over,
    "web identity": _served(_web_identity),
    "container": _served(_container),
    "idp": lambda saml, folder: None,
    "idp, logged in": _idp_logged_in,
    "idp, password stored": _idp_stored,
    "idp, logged in at another": _two_idps,
}

DEVICES: dict[str, tuple[tuple[str, ...], Options]] = {
    "two": (("phone", "backup"), Options()),
    "one": (("phone",), Options()),
    "backup named": (("phone", "backup"), Options(mfa_device="alice-backup")),
    "fido, one": (("fido", "phone"), Options()),
    "fido": (("fido",), Options()),
    "fido named": (("fido", "phone"), Options(mfa_device="yubikey")),
    "none": ((), Options()),
    "-": (("phone", "backup"), Options()),
}


def give_devices(saml: SamlVisitor, name: str) -> Options:
    """Give alice the devices of a row; returns what the command line says of them."""
    phone, backup = saml.user.devices
    each = {"phone": phone, "backup": backup, "fido": TotpDevice(FIDO)}
    kinds, options = DEVICES[name]
    saml.user.devices[:] = [each[kind] for kind in kinds]
    return options
