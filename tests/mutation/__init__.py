"""Mutation testing: what the tests of a package notice, measured by breaking the package.

    python -m tests.mutation signin                       # 25 mutants of src/rolecall/signin
    python -m tests.mutation saml --sample 60 --seed 7    # others, and more of them
    python -m tests.mutation core --tests tests/core tests/handover

A room is a package under src/rolecall, and its tests are those of the same folder under tests. Each
mutant is one small change of the source (a comparison turned round, a statement removed, a keyword
argument dropped). It is killed when a test fails or the run exceeds its time limit, and survives
when all pass. The command prints each survivor as a diff and ends with 1 if there is one that
equivalents.toml does not explain.

Cosmic Ray gives the operators and applies them. Neither its runner nor mutmut's is used: Cosmic Ray
mutates the work tree in place, and mutmut selects the mutant by a variable in the environment and a
trampoline around each function, which programs started by the tests in a clean environment do not
inherit and which the tests of what is imported would see. Here the tree is copied to a temporary
folder with a virtual environment of its own, so that `python -I -m rolecall` in a child process is
the mutant as well, and nobody's work tree is touched.
"""
