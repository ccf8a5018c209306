"""Renews the parts of the README and of the documentation that are made from the code.

python -m tests.make_docs

Such a part stands between `<!-- NAME -->` and `<!-- /NAME -->`; `parts.py` makes the text of each.
A test fails when one is out of date.
"""
