"""What Schemathesis checks beside its own."""

from __future__ import annotations

import schemathesis
from schemathesis.generation import GenerationMode


@schemathesis.check
def described_values_are_valid(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """No field of a request that is as described is an invalid value."""
    described = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if described and response.status_code == 400:
        error = response.json()["error"]
        assert error["code"] != "invalid_value", error["message"]
