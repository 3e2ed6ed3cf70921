"""Every error this project raises on purpose, as one tree.

AssistantError               a sentence for the user: what is wrong and what to do
├── DocumentError            a file that cannot become a document; `status` says how
├── LibraryError             the data folder cannot be used as asked
│   ├── LibraryDamaged       a stored file fails its checks; nothing was changed
│   ├── LibraryMismatch      made by another embedder or a newer version
│   ├── LibraryLocked        another process is writing
│   ├── LibraryReadOnly      the data folder cannot be written
│   ├── LibraryUnwritten     the disk is full or failing
│   ├── LibraryAway          the server that keeps the library cannot be reached
│   └── DocumentNotFound     no document has that id or name
├── ModelError               the embedded model is missing or altered
├── LanguageModelError       a language model cannot be reached, loaded or understood
│   └── ContextTooSmall      its context is smaller than the prompt
├── QuestionError            a question that cannot be asked (empty, too long)
├── BundleError              a bundle that cannot be made or imported; nothing was changed
├── ChoiceError              a collection, topic or document to keep to that there is not
├── CorrectionError          what cannot be said of a document, as a date that cannot be
└── AccessError              who is not signed in, or may not do what was asked
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root of the tree. The message is written for the user, never a traceback."""


class DocumentError(AssistantError):
    """A file cannot become a document.

    `status` is the word shown for the file: `empty`, `no text layer` (a scan, where nothing is
    installed that reads it), `encrypted`, `unsupported` or `failed`.
    """

    def __init__(self, message: str, status: str = "failed") -> None:
        super().__init__(message)
        self.status = status


class LibraryError(AssistantError):
    """The data folder cannot be used as asked."""


class LibraryDamaged(LibraryError):
    """A stored file fails its checks. It is left as it is, for repair or restore.

    `cause` is what is wrong with it, as the message says it.
    """

    def __init__(self, message: str, cause: str = "") -> None:
        super().__init__(message)
        self.cause = cause


class LibraryMismatch(LibraryError):
    """The library was made by another embedder, dimension or a newer format."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryReadOnly(LibraryError):
    """The data folder cannot be written."""


class LibraryUnwritten(LibraryError):
    """The disk is full or failing; what was stored before is safe."""


class LibraryAway(LibraryError):
    """The server that keeps the library cannot be reached; what was stored before is safe."""


class DocumentNotFound(LibraryError):
    """No document in the library has that id or name."""


class ModelError(AssistantError):
    """The embedding model is missing, incomplete or altered."""


class LanguageModelError(AssistantError):
    """A language model cannot be reached, loaded or understood; answers are quoted without it.

    `retryable` says that the same request may succeed a moment later, `after` in how many seconds
    its server said.
    """

    def __init__(self, message: str, retryable: bool = False, after: float | None = None) -> None:
        super().__init__(message)
        self.retryable, self.after = retryable, after


class ContextTooSmall(LanguageModelError):
    """The context of a language model is smaller than the prompt."""


class QuestionError(AssistantError):
    """A question that cannot be asked: empty, or longer than the limit."""


class BundleError(AssistantError):
    """A bundle cannot be made, or is not whole or not for this program. Nothing was changed."""


class ChoiceError(AssistantError):
    """A collection, topic or document that is to be searched, and that the library has not."""


class CorrectionError(AssistantError):
    """What cannot be said of a document: no such field, or a date that cannot be."""


class AccessError(AssistantError):
    """Somebody is not signed in, or may not do what was asked; nothing was changed or shown."""
