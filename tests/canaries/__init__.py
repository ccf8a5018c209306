"""Looks for every secret of a test run in all that the run leaves and shows.

    ROLECALL_CANARIES=1 .venv/bin/pytest -n auto     over any selection of tests
    .venv/bin/python -m tests.torture                always, as the case G0

Secrets of tests carry a mark (`rolecall.demo.world.keys.MARK`), so that one is found even in part,
in base64 or in hexadecimal, whatever program has written it. `canary()` makes one for a test.
"""
