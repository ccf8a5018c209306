"""Makes the README's pictures: the real picker in a real terminal, in the demo world.

python -m tests.make_screenshots
"""
