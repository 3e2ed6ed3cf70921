"""The signs that items of a list begin with, beside dashes and numbers, which may be prose."""

from __future__ import annotations

# Within a class of a regular expression.
SIGNS = "•‣▪▫●○◦■·□➢➤►✓✔✗✘☐☑☒\uf0b7\uf0a7"
TICKS = "✓✔✗✘☐☑☒"  # of these, those that say something
