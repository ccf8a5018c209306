"""What other programs do on the same cases: the AWS CLI, the classic script, pyperclip.

    .venv/bin/python -m tests.torture.beside [CASE...]

The programs are run as they are. The classic's script is not part of this repository: its path is
that of the variable ROLECALL_CLASSIC; without it, and without a program that is not installed, a
case has no figure of it.
"""
