"""What the pages say in passing is so: commands, options, keys, variables, files, exit statuses."""

import ast
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from rolecall.cli.grammar.grammar import Grammar
from rolecall.cli.grammar.subcommands import PICKER, SUBCOMMANDS
from rolecall.core import errors
from rolecall.core.paths import paths_from
from rolecall.ui.commands import COMMANDS, MOVES, key_words
from tests.drivers.program import Program
from tests.make_docs.pages import PAGES, README, blocks, inline_code, prose, text_of

PACKAGE = Path(errors.__file__).parents[1]
CALL = re.compile(r"\b(?<!inject )(rolecall|assume-role)((?: [^\s`$|&;()#]+)*)")
PROGRAM_FLAGS = {"--help", "--version", "-h", "-V"}
KEY = re.compile(r"`(\^\w|f\d+|tab|shift\+tab|esc|enter)`")
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
ENTRY = re.compile(r"^- ((?:`[^`]+`[,:]\s+)+)", re.MULTILINE)

# Names in the source that look like variables, and are none that a person sets or sees.
NO_VARIABLES = {
    **dict.fromkeys(("MFA_DEVICE", "MFA_DEVICE_ARGS", "AWS_CONFIG_REGION"), "a debug line"),
    **dict.fromkeys(("SESSION_ARGS", "SESSION_TIMEOUT"), "a debug line"),
    **dict.fromkeys(("ROLE_SESSION", "ROLE_SESSION_ARGS", "ROLE_SESSION_TIMEOUT"), "a debug line"),
    **dict.fromkeys(("NO_PROTOCOLS_AVAILABLE", "UNSUPPORTED_PROTOCOL"), "an error of OpenSSL"),
    **dict.fromkeys(("TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"), "an error of AWS Sign-In"),
    **dict.fromkeys(("INSUFFICIENT_PERMISSIONS", "AUTHCODE_EXPIRED"), "an error of AWS Sign-In"),
    "TLSV1_ALERT_PROTOCOL_VERSION": "an error of OpenSSL",
    **dict.fromkeys(("TEXTUAL_DEBUG", "TEXTUAL_LOG"), "switched off, as they would log secrets"),
    **dict.fromkeys(("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"), "a flag of the system"),
    **dict.fromkeys(("ROLECALL_ACTIVE", "ROLECALL_CONFIG_FILE"), "from Rolecall to Rolecall"),
    "ROLECALL_CREDENTIALS_FILE": "from Rolecall to Rolecall",
    **dict.fromkeys(("ROLECALL_DEMO", "ROLECALL_FEDERATION_URL"), "of the demo"),
    **dict.fromkeys(("AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"), "unset for a profile alone"),
    "AWS_WEB_IDENTITY_TOKEN_FILE": "unset for a profile alone",
    "AWS_SDK_LOAD_CONFIG": "set for exec --refresh alone",
    "PYTHON_KEYRING_BACKEND": "keyring's own",
}


def calls() -> Iterator[list[str]]:
    """Every call of our programs in the pages: the words before any `--`."""
    for name in PAGES:
        for text in inline_code(name) + [block.text.replace("\\\n", " ") for block in blocks(name)]:
            for program, rest in CALL.findall(text):
                words = takewhile(lambda word: word != "--", rest.split())
                yield [program, *(word.rstrip(".,:'\"") for word in words)]


def test_every_command_and_option_that_is_named_exists() -> None:
    found, wrong = 0, set()
    for program, *words in calls():
        if program == "assume-role":
            command, options = SUBCOMMANDS[program], words
        elif not words or words[0].startswith("-"):
            command, options = PICKER, words
        elif not re.fullmatch(r"[a-z-]+", words[0]):
            continue  # a placeholder: rolecall COMMAND --help
        elif words[0] in SUBCOMMANDS:
            command, options = SUBCOMMANDS[words[0]], words[1:]
        else:
            wrong.add(" ".join([program, *words]))
            continue
        grammar = Grammar(command.usage, command.summary, command.load().ARGUMENTS)
        flags = {word.partition("=")[0] for word in options if word.startswith("-")}
        found += 1
        if not flags <= {*grammar.options, *PROGRAM_FLAGS}:
            wrong.add(" ".join([program, *words]))
    assert wrong == set()
    assert found > 100


def stems(text: str) -> set[str]:
    return {word[:4] for word in re.findall(r"[a-z]{3,}", text.lower())} - {"the", "and", "with"}


@pytest.mark.parametrize("name", PAGES)
def test_a_key_in_the_text_is_named_with_what_it_does(name: str) -> None:
    does = {one.key_word: stems(f"{one.label} {one.tooltip}") for one in COMMANDS if one.key}
    does |= {key_words(key): stems(to) for keys, _, to in MOVES for key in keys.split(",")}
    for sentence in re.split(r"[.:;]\s|\n\n|\n- ", prose(name)):
        for key in KEY.findall(sentence):
            assert key in does, f"no command has the key {key}"
            assert does[key] & stems(sentence), f"{key} does something else: {sentence!r}"


def constants() -> set[str]:
    """The strings of the package that may be names of variables; the demo's are its own."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "demo" not in path.relative_to(PACKAGE).parts:
            tree = ast.walk(ast.parse(path.read_text()))
            texts = (node.value for node in tree if isinstance(node, ast.Constant))
            found |= {text for text in texts if isinstance(text, str)}
    return {text for text in found if VARIABLE.fullmatch(text)}


def test_every_variable_in_the_source_is_explained() -> None:
    told = set(VARIABLE.findall(text_of("variables")))
    assert constants() - told - set(NO_VARIABLES) == set()
    assert set(NO_VARIABLES) <= constants(), "no longer in the source"


def test_every_variable_that_is_explained_is_in_the_source() -> None:
    of_boto3 = {"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"}
    of_shells = {"ROLECALL_PROMPT"}
    told = {one.rstrip("_") for one in VARIABLE.findall(text_of("variables"))}
    assert told - constants() - of_boto3 - of_shells - {"AWS_SESSION"} == set()


def listed_files() -> set[str]:
    entries = ENTRY.findall(text_of("files"))
    return {path for entry in entries for path in re.findall(r"`([^`]+)`", entry)}


def test_every_file_is_listed() -> None:
    paths = paths_from({"HOME": "/home/alice"})
    ours = [paths.accounts_file, paths.saml_file, paths.aws_config, paths.aws_credentials]
    ours += [paths.config_file, paths.state_file, paths.sessions_folder, paths.used_codes]
    ours += [paths.discovered, paths.handed_over]
    shown = {path.replace("/home/alice", "~") for path in ours}
    assert shown <= {path.rstrip("/") for path in listed_files()}


def test_every_listed_file_of_ours_is_in_the_source() -> None:
    source = "".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    for path in listed_files():
        name = path.rstrip("/").rpartition("/")[2]
        assert f'"{name}"' in source or f"/{name}" in source, path


def test_the_exit_statuses_are_those_of_the_errors() -> None:
    classes = [one for one in vars(errors).values() if isinstance(one, type)]
    own = {one.exit_status for one in classes if issubclass(one, errors.RolecallError)}
    told = re.findall(r"^\| (\d+) ", text_of("commands"), re.MULTILINE)
    of_exec = {126, 127}  # errors.CannotRun is given its status
    assert {int(status) for status in told} == {0, *own, *of_exec}


def test_the_readme_names_the_pages_by_their_links() -> None:
    linked = re.findall(r"\]\(src/rolecall/docs/([\w-]+)\.md\)", text_of(README))
    assert set(linked) >= {name for name in PAGES if name != README}


def test_what_lies_in_the_home_folder_after_a_days_work_is_listed(program: Program) -> None:
    program.sign_in("sandbox", "developer")
    before = {path for path in program.home.rglob("*") if path.is_file()}
    for words in (
        ["profile", "sandbox", "developer"],
        ["profile", "staging", "read", "--dynamic"],
        ["exec", "staging", "read", "--refresh", "--", "true"],
        ["console", "sandbox", "developer", "--print"],
        ["renew", "--all"],
    ):
        assert program.run(*words).returncode == 0
    made = {path for path in program.home.rglob("*") if path.is_file()}
    assert made > before
    names = [f"~/{path.relative_to(program.home)}" for path in made]
    told = listed_files()
    rest = {
        name
        for name in names
        if not any(name == path or (path[-1] == "/" and name.startswith(path)) for path in told)
    }
    assert {name for name in rest if not name.endswith((".rolecall-lock", ".zshrc"))} == set()


def test_messages_that_are_quoted_are_those_of_the_program() -> None:
    source = "".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    quoted = re.findall(r'(?<![\w=$(`])"([^"\n`]+)"', prose("troubleshooting"))
    assert quoted
    assert {words for words in quoted if words not in source} == set()
