"""Whether a browser on this machine can be meant, as far as its surroundings tell."""

import os
import sys
from collections.abc import Callable, Mapping

_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_CONTAINERS = ("/.dockerenv", "/run/.containerenv")
# Set in containers, and where the browser is on the machine of whoever looks on.
_ELSEWHERE = ("CODESPACES", "KUBERNETES_SERVICE_HOST", "REMOTE_CONTAINERS", "container")
_WSL = ("WSL_DISTRO_NAME", "WSL_INTEROP")


def wants_device(
    env: Mapping[str, str],
    exists: Callable[[str], bool] = os.path.exists,
    platform: str = sys.platform,
) -> bool:
    """Whether to sign in with a browser elsewhere.

    Over SSH, in WSL, in a container, and on a Linux without a display, where BROWSER names none.
    """
    names = (*_REMOTE, *_ELSEWHERE, *_WSL)
    if any(env.get(name) for name in names) or any(map(exists, _CONTAINERS)):
        return True
    is_bare = not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return platform == "linux" and is_bare
