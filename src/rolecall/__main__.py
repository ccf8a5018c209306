"""`python -m rolecall`: the same door as the `rolecall` command."""

from rolecall.cli.main import entry

if __name__ == "__main__":
    entry()
