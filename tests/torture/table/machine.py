"""Facts of the machine that a full run was made on, and the versions of what it drove."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess

import rolecall

_PACKAGES = {"boto3": "boto3", "Textual": "textual", "AWS CLI": "awscli", "pytest": "pytest"}
_PROGRAMS = {
    "bash": ["bash", "--version"],
    "zsh": ["zsh", "--version"],
    "fish": ["fish", "--version"],
    "tmux": ["tmux", "-V"],
}


def facts() -> dict[str, str]:
    """Names and versions, without paths and names of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = {
        "Rolecall": rolecall.__version__,
        "Python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {cores} cores, {memory:.0f} GiB",
    }
    found |= {name: importlib.metadata.version(package) for name, package in _PACKAGES.items()}
    for name, command in _PROGRAMS.items():
        if shutil.which(command[0]):
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            if number := re.search(r"\d+\.\d+[\w.]*", said):
                found[name] = number[0]
    return found
