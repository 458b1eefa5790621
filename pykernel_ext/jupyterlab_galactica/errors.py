"""The exceptions a user can meet. Each message is one sentence that says what to do."""

from __future__ import annotations


class GalacticaError(Exception):
    """Base of all errors this package raises on purpose."""


class InputError(GalacticaError):
    """The prompt, an option or a name cannot be used as given."""


class TooLargeError(InputError):
    """What was sent is larger than a limit of `limits.py`, which the message names."""


class NotAllowedError(InputError):
    """A setting, `offline` among them, or the administrator forbids it."""


class BusyError(GalacticaError):
    """As many requests as `limits.py` allows are being answered already."""


class ModelError(GalacticaError):
    """A model is unknown, incomplete, or cannot be loaded on this machine."""


class WorkerError(GalacticaError):
    """The process that runs the model, or the server asked instead, cannot be reached or failed."""


class StoreError(GalacticaError):
    """The conversations cannot be read from or written to disk."""
