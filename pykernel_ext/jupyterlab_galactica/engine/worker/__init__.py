"""The worker process: one loaded model behind OpenAI's completions protocol on loopback.

Imported by the worker process and by `jupyter galactica serve`, never by those who ask it.
"""

from .server import serve

__all__ = ["serve"]
