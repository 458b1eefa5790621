"""A server of OpenAI's completions protocol, asked with token ids, its stream timed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit

from peers.answering import Answer, Answered


def asks(url: str, model: str, token: str = "") -> Answer:
    def answer(prompt: Sequence[int], tokens: int) -> Answered:
        body = {
            "model": model,
            "prompt": list(prompt),
            "max_tokens": tokens,
            "temperature": 0,
            "ignore_eos": True,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        started = time.perf_counter()
        line = HTTPConnection(urlsplit(url).netloc, timeout=600)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        line.request("POST", "/v1/completions", json.dumps(body), headers)
        response = line.getresponse()
        if response.status != 200:
            raise SystemExit(response.read().decode())
        first, last, count = None, started, 0
        for event in response:
            if not event.startswith(b"data: {"):
                continue
            part = json.loads(event.removeprefix(b"data: "))
            count = (part.get("usage") or {}).get("completion_tokens", count)
            if part["choices"]:
                last = time.perf_counter()
                first = first or last
        line.close()
        assert first is not None
        return Answered(first - started, last - started, count)

    return answer
