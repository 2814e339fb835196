"""The screens of the desk: keyboard first, painted before the database library is loaded."""

import os

# What one key changes is often painted in two steps, and between two paints Textual waits up to
# two frames: at its usual 60 a second that is longer than everything else together. It reads the
# number when it is imported.
os.environ.setdefault("TEXTUAL_FPS", "240")
