"""A child process that reads or stores one password in the system keyring.

A keyring can block on a prompt or on D-Bus without a time limit; a child process can be killed. The
request is read from stdin and the answer written to stdout, both as JSON, so that no secret is on a
command line, in an environment or on stderr. The backends are those of the PyPI package `keyring`.
"""

import json
import os
import sys
from configparser import RawConfigParser
from contextlib import closing
from importlib import import_module
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

FOUND, KEPT, NONE, LOCKED, FAILED, SILENT, FOREIGN = (
    "found",
    "kept",
    "none",
    "locked",
    "failed",
    "silent",
    "foreign",
)
_SECRET_SERVICE = "keyring.backends.SecretService.Keyring"  # noqa: S105 (a class)
# The backends that encrypt what they store. No other is ever used.
ACCEPTED = (
    _SECRET_SERVICE,
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
CHAINER = "keyring.backends.chainer.ChainerBackend"
_DISABLED = ("keyring.backends.null.Keyring", "keyring.backends.fail.Keyring")


class _Foreign(Exception):
    """The keyring in use has this class, which is not an accepted one."""


def main() -> int:
    """Handles the request on stdin."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the password
    answers = os.dup(1)
    os.dup2(2, 1)  # a backend that prints must not spoil the answer
    with os.fdopen(answers, "w", encoding="ascii") as stream:
        json.dump(_answer(json.loads(sys.stdin.buffer.read())), stream)
    return 0


def _answer(request: dict[str, str]) -> dict[str, str]:
    # deferred: an optional package, which only this process may import
    from keyring.errors import KeyringLocked

    try:
        backends = _backends()
        if "check" in request:
            return _check(backends)
        if "password" in request:
            return _keep(backends, **request)
        return _read(backends, **request)
    except _Foreign as foreign:
        return {"outcome": FOREIGN, "backend": str(foreign)}
    except KeyringLocked:
        return {"outcome": LOCKED}
    except TimeoutError:
        return {"outcome": SILENT}
    except Exception:
        return {"outcome": FAILED}


def _read(
    backends: "list[KeyringBackend]", service: str, user: str, quiet: str = ""
) -> dict[str, str]:
    for backend in backends:
        if quiet and _is_locked(backend):  # reading would open a prompt
            return {"outcome": LOCKED}
        if _may_hold(backend, service, user) and (found := backend.get_password(service, user)):
            return {"outcome": FOUND, "password": found}
    return {"outcome": NONE}


def _keep(
    backends: "list[KeyringBackend]", service: str, user: str, password: str, quiet: str = ""
) -> dict[str, str]:
    for backend in backends:
        if quiet and _is_locked(backend):
            return {"outcome": LOCKED}
        backend.set_password(service, user, password)
        return {"outcome": KEPT}
    return {"outcome": NONE}


def _check(backends: "list[KeyringBackend]") -> dict[str, str]:
    """Whether there is a keyring, and whether it is open; asks for nothing."""
    for backend in backends:
        return {"outcome": LOCKED if _is_locked(backend) else FOUND}
    return {"outcome": NONE}


def _is_locked(backend: Any) -> bool:
    if _name(type(backend)) != _SECRET_SERVICE:
        return False
    secretstorage = import_module("secretstorage")
    with closing(secretstorage.dbus_init()) as connection:
        try:
            keyring = secretstorage.collection.get_collection_by_alias(connection, "default")
        except secretstorage.exceptions.ItemNotFoundException:  # made with the first password
            return False
        return bool(keyring.is_locked())


def _may_hold(backend: Any, service: str, user: str) -> bool:
    """Whether the keyring has an item for it, without unlocking, which may prompt the user.

    Attributes of items are never locked.
    """
    if _name(type(backend)) != _SECRET_SERVICE:
        return True
    secretstorage = import_module("secretstorage")  # a dependency of this backend
    names = backend.schemes[backend.scheme]
    with closing(secretstorage.dbus_init()) as connection:
        sought = {names["service"]: service, names["username"]: user}
        return any(True for _ in secretstorage.search_items(connection, sought))


def _backends() -> "list[KeyringBackend]":
    """Returns the accepted backends that work here, the best first, as keyring's chainer does.

    If the user has configured one, only that one; it is not even imported unless it is accepted.
    Raises _Foreign, or TimeoutError where the only usable one did not respond.
    """
    wanted = os.environ.get("PYTHON_KEYRING_BACKEND") or _configured() or CHAINER
    if wanted in _DISABLED:
        return []
    if wanted not in (*ACCEPTED, CHAINER):
        raise _Foreign(wanted)
    ranked: list[tuple[float, type[KeyringBackend]]] = []
    silent = False
    for name in ACCEPTED if wanted == CHAINER else (wanted,):
        try:
            found = _load(name)
            if found.priority > 0:
                ranked.append((found.priority, found))
        except TimeoutError:
            silent = True
        except Exception:  # noqa: S112 (a backend raises this where it does not work)
            continue
    if silent and not ranked:
        raise TimeoutError
    if not ranked and wanted == CHAINER and (other := _unencrypted()):
        raise _Foreign(other)
    return [found() for _, found in sorted(ranked, key=itemgetter(0), reverse=True)]


def _load(name: str) -> "type[KeyringBackend]":
    module, _, class_name = name.rpartition(".")
    found: type[KeyringBackend] = getattr(import_module(module), class_name)
    return found


def _unencrypted() -> str:
    """Returns the backend of keyrings.alt that `keyring set` would use; empty for none."""
    # deferred: it imports every installed plug-in
    from keyring.backend import get_all_keyring

    found = [(backend.priority, _name(type(backend))) for backend in get_all_keyring()]
    return max((pair for pair in found if pair[1].startswith("keyrings.alt.")), default=(0, ""))[1]


def _configured() -> str:
    """Returns the backend in the keyring package's own configuration file; empty for none."""
    # deferred: an optional package
    from keyring.util.platform_ import config_root

    config = RawConfigParser()
    config.read(config_root() / "keyringrc.cfg", encoding="utf-8")
    return config.get("backend", "default-keyring", fallback="").strip()


def _name(backend: type[object]) -> str:
    return f"{backend.__module__}.{backend.__qualname__}"


if __name__ == "__main__":
    sys.exit(main())
