"""The Embedder seam: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # what looks after files needs no numpy
    import numpy as np
    from numpy.typing import NDArray

Matrix: TypeAlias = "NDArray[np.float32]"
Vector: TypeAlias = "NDArray[np.float32]"
Embed = Callable[[Sequence[str]], Matrix]


class Embedder(Protocol):
    """Turns texts into unit vectors, so that an inner product is a cosine.

    `name` identifies the vectors: two embedders with one name give comparable vectors, and
    an index made under another name is refused. Documents and queries have methods of their
    own because some models want a different prompt for each.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The longest input the model reads, in tokens, special tokens counted in."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of `text`, special tokens left out."""
        ...

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        """(n, dimension) float32 unit rows; `on_progress` is told how many more are done."""
        ...

    def embed_query(self, text: str) -> Vector:
        """(dimension,) float32, of length one."""
        ...
