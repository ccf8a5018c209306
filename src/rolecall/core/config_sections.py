"""The names of sections in the AWS config file, where a profile is `[profile NAME]`."""


def section_of(profile: str) -> str:
    """The section in which the config file describes a profile of a plain name."""
    return profile if profile == "default" else f"profile {profile}"


def profile_of(section: str) -> str | None:
    """The profile a section of the config file describes, by botocore's rules; None for another."""
    if section == "default":
        return section
    if not section.startswith("profile"):
        return None
    words = section.split(" ")
    if len(words) == 2 and words[1].isascii() and words[1].replace("-", "").isalnum():
        return words[1]
    import shlex  # deferred: only quoted and odd names need it

    try:
        words = shlex.split(section)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None
