"""Section names of the AWS config file, where every profile but `default` is `[profile NAME]`."""


def section_of(profile: str) -> str:
    """Returns the section of a profile whose name needs no quotes."""
    return profile if profile == "default" else f"profile {profile}"


def profile_of(section: str) -> str | None:
    """Returns the profile that a section describes, by botocore's rules.

    None for a section that is no profile, such as `[sso-session NAME]`.
    """
    if section == "default":
        return section
    return _named(section, "profile")


def sso_session_of(section: str) -> str | None:
    """Returns the name in `[sso-session NAME]`, by botocore's rules; None for another section."""
    return _named(section, "sso-session")


def _named(section: str, kind: str) -> str | None:
    if not section.startswith(kind):
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
