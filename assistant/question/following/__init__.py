"""Questions that leave something to the turns before them: which do, and what they leave."""
