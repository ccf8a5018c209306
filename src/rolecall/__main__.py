"""`python -m rolecall`: the same door as the `rolecall` command."""

from rolecall.cli.start import start

if __name__ == "__main__":
    start()
