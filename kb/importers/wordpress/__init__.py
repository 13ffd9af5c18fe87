"""WordPress, by its export or over its REST interface: the same posts either way.

The interface gives a post as a reader's browser gets it, the export as its author wrote it. What
WordPress makes of the author's text on the way is done here (`rendering`), and what still differs
from theme to theme is brought to one form for both (`canonical`).
"""
