"""The signs that items of a list begin with; dashes and numbers may be prose too."""

from __future__ import annotations

# Within a class of a regular expression.
SIGNS = "•‣▪▫●○◦■·□➢➤►✓✔✗✘☐☑☒\uf0b7\uf0a7"
TYPED = r"\-*•"  # those of lists that are typed
INLINE = r"•▪–\-"  # those that begin an item within a line
TICKS = "✓✔✗✘☐☑☒"  # of these, those that say something
