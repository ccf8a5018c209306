"""The README's pictures: the real picker in a real terminal, in the demo's world.

python -m tests.make_screenshots
"""
