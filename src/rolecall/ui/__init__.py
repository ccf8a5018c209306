"""The picker: the only package that imports textual, and it never meets boto3."""

import os

# Textual would write every key that is typed into a file, or send it to a console: passwords too.
# It reads two of them once, when it is imported.
for _tell_tale in ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG"):
    os.environ.pop(_tell_tale, None)
