"""A worker of the tests' own, as for kernels."""

from ..jupyter.conftest import runtime_environment

__all__ = ["runtime_environment"]
