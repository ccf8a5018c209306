"""Runs a command in a fresh interpreter that prints the names of the modules it loaded."""

# What a held session may not cost: modules that take long to import.
HEAVY = {"textual", "rich", "boto3", "botocore", "dataclasses", "pathlib", "inspect", "subprocess"}
HEAVY |= {"logging", "asyncio", "shutil", "tomli_w", "tempfile", "argparse", "rolecall.demo"}
# For `python -c LOADED WORDS…`: the last line on stderr is the status and every module loaded.
LOADED = """
import os, sys
from rolecall.cli.main import main
status = main(sys.argv[1:], os.environ)
print(status, *sorted(sys.modules), file=sys.stderr)
"""
