"""Proofs that the cases of the scoreboard can fail: each is shown red once its protection is gone.

    python -m tests.torture.proofs              # every case that has a proof
    python -m tests.torture.proofs F01 S F      # these cases, and those of these groups

A proof names a protection of Rolecall and replaces its lines by what a simpler program would have
there. The tree is copied to a temporary folder with a virtual environment of its own, so that every
program that a test starts is the changed one too; then the case's tests run there, in their short
form, and must fail. The exit status is 0 only where every case asked for failed as it must.

The proofs stand in the .toml files beside this, one per group:

    [[F19]]
    protection = "the data is synced before the file takes its name"
    tests = "reaches_the_disk"          # optional: which of the case's tests, as for pytest's -k

    [[F19.change]]
    file = "core/files/atomic.py"       # under src/rolecall
    text = "os.fsync(file)"             # exactly as it stands there, and once
    instead = "pass"

A proof of G0 names in `tests` one test, as pytest does, under which the gate is to find a secret.

Where a case has several protections, it has several proofs, each run alone; where one protection is
doubled, one proof has several changes. Only a test that fails is a proof, none that cannot start.
"""
