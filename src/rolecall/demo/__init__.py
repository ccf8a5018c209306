"""An embedded AWS on loopback and a HOME to go with it: for a first look, and for tests.

Standard library only, so that `rolecall demo` needs no extra, no account and no network.
"""
