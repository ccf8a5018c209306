"""The cases of the scoreboard: each id, and what Rolecall promises there, in one line.

A test whose name begins with an id (`test_F05_...`) belongs to that case; a case without one is
missing, and the board says so. C: the clipboard, F: the shared files, G: all cases together, M:
what an identity provider sends, S: what a shell evaluates, T: what answers late, wrongly or never,
U: the terminal and the machine.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

CASES = {
    "C01": "without a display or a clipboard tool, copying fails and says why",
    "C02": "a clipboard that did not take the text is not reported as filled",
    "C03": "a clipboard tool that hangs is given up, and the picker goes on",
    "C04": "`$(rolecall copy …)` ends although the tool keeps running",
    "C05": "keys leave the clipboard after their time, and nothing else does",
    "C06": "clipboard histories are asked to skip the keys where a tool can ask",
    "C07": "in tmux a copy leaves nothing in its buffers, and says that it may not arrive",
    "F01": "a writer killed at any step leaves the old file or the new one",
    "F02": "what killed writers left is removed by the next one",
    "F03": "many writers at once lose nothing, and no reader sees half a file",
    "F04": "what other programs change in between is kept, or named",
    "F05": "random files are edited without damage",
    "F06": "no byte outside our own section changes",
    "F07": "a broken file is refused untouched, with the line at fault",
    "F08": "odd files of every kind are edited without damage, or refused",
    "F09": "a full disk keeps the file as it was",
    "F10": "a failing or read-only disk keeps the file as it was",
    "F11": "a symbolic link stays one; links in a circle are refused",
    "F12": "a file with hard links is written with a warning",
    "F13": "files are private; one that others can read is closed, with a warning",
    "F14": "files and folders of another user are refused before a code is asked for",
    "F15": "an odd path ends at once, with a message",
    "F16": "a held lock is given up in time and names its holder",
    "F17": "only safe profile names are written",
    "F18": "a section that is not ours is never overwritten",
    "F19": "data is on the disk before the file takes its name",
    "F20": "only sections of ours are ever removed",
    "F21": "botocore, the AWS CLI and the JavaScript SDK read what was written",
    "F22": "a stale security token never wins over the new one",
    "G0": "no secret of any case is in an output, a log, a process, a history or a left file",
    "M01": "an identity provider that is silent is left at the deadline",
    "M02": "an answer that drips is left at the deadline",
    "M03": "an HTTP error is named, and its page not shown",
    "M04": "a portal's page is not taken for a SAML answer",
    "M05": "a compressed answer, or a bomb in one, stays small",
    "M06": "odd, deep or endless JSON is refused",
    "M07": "a redirect gets no password",
    "M08": "plain http is refused unless it is allowed",
    "M09": "base64 is passed on in one line, or refused",
    "M10": "XML bombs neither grow nor open anything",
    "M11": "role and provider are read in every form that AWS documents",
    "M12": "an assertion that AWS would refuse is explained",
    "M13": "an unknown or bad certificate is refused",
    "M14": "any user name and password arrive as they were typed",
    "M15": "addresses in an assertion are not fetched",
    "S01": "hostile values run nothing in any shell",
    "S02": "export lines work in an unquoted `eval $(…)`",
    "S03": "answers of STS with odd characters are refused, and printed nowhere",
    "S04": "a failed command prints nothing that could be evaluated",
    "S05": "all variables are exported, or none",
    "S06": "no variable of an earlier identity stays",
    "S07": "no secret is in a command line or in an environment",
    "S08": "no secret is in the shell's history",
    "S09": "stdout has the lines alone; questions go to the terminal",
    "T01": "a throttle that passes is waited for; another is given up after three attempts",
    "T02": "AWS's own trouble likewise, and the request id is shown",
    "T03": "a torn answer is named as such, and no part of it shown",
    "T04": "an answer that cannot be AWS's is refused, and nothing written",
    "T05": "a slow answer shows progress, and silence is left at the deadline",
    "T06": "a clock that is wrong is named with the difference, and costs no MFA code",
    "T07": "an MFA code is not sent twice, by whichever process",
    "T08": "a mistyped MFA code is put right or refused before it is sent",
    "T09": "a chained role is asked for an hour at most, and Rolecall says so",
    "T10": "a revoked session is dropped and asked for once; a denied role drops nothing",
    "T11": "no session is handed out at its last minute, in any time zone",
    "T12": "a session that expired while the machine slept is shown as expired",
    "T13": "proxies that refuse, are dead or are not meant are named without their password",
    "T14": "without a network the message comes at once, and cached sessions work",
    "T15": "an endpoint that is not AWS's is named before a secret is sent to it",
    "T16": "a call that is canceled frees the picker at once, and leaves no thread",
    "T17": "processes that need the same session ask for it once",
    "T18": "a damaged cache file is a miss",
    "T19": "a session is never used for another role than the one it was made for",
    "T20": "a keyring that is locked, hangs or is missing costs no sign-in",
    "U01": "names from outside cannot send control characters to the terminal",
    "U02": "names that look like markup are shown as they are, and clicks on them do nothing",
    "U03": "names that look alike are told apart by account id and marked characters",
    "U04": "a crash at any point restores the terminal and shows no secret",
    "U05": "a signal on any screen restores the terminal and sets the exit status",
    "U06": "the picker never stalls, and ends in time if something else does",
    "U07": "any window size works, on every screen",
    "U08": "100,000 accounts are listed, searched and scrolled in time",
    "U09": "nothing leaves a password field, and pasted control characters are dropped",
    "U10": "a poor terminal works, or is refused at once with a message",
    "U11": "a crash leaves no core file with secrets",
    "U12": "10,000 sessions in one process take no more memory, descriptors or processes",
}

_TEST = re.compile(r"test_([A-Z][0-9]{1,2})_")


def ids_with_tests(folders: Iterable[Path]) -> set[str]:
    """Returns the ids that the tests in these folders are named after, known or not."""
    modules = [path for folder in folders for path in folder.rglob("test_*.py")]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text()))]
    names = [
        node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {found[1] for found in map(_TEST.match, names) if found}
