"""Whether the verdicts of an answer are of this user's own making.

A notebook's JSON comes from anywhere and can say "holds" of anything. What was checked here
therefore carries a seal: an HMAC of text, blocks and verdicts, by a key that only this user can
read. Anything else is shown as what the notebook says.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .answer.answer import Answer
from .answer.blocks import Block
from .answer.said import as_said
from .answer.serialize import block_to_json, check_to_json

_KEY_BYTES = 32
_CHECKS = ("equations", "citations", "molecules", "sequences", "code")

logger = logging.getLogger(__name__)


def sealed(answer: Answer) -> Answer:
    """An answer that was checked here, with its seal."""
    checks = {name: [*map(check_to_json, getattr(answer, name))] for name in _CHECKS}
    texts = (answer.question, answer.text, answer.tail, answer.checks.problems)
    return replace(answer, seal=_seal(texts, map(_block_digest, answer.blocks), checks))


def own_or_said(answer: Answer) -> Answer:
    """The answer as it is if its verdicts were sealed here, or else as one that is only said."""
    own = hmac.compare_digest(answer.seal.encode("utf-8", "replace"), sealed(answer).seal.encode())
    return answer if own else as_said(answer)


def is_sealed(data: Mapping[str, Any]) -> bool:
    """Whether the JSON of an answer is as it was sealed here; that of anything else is not."""
    try:
        texts = (data["question"], data["text"], data["tail"], data["problems"])
        checks = {name: data[name] for name in _CHECKS}
        expected = _seal(texts, map(_digest, data["blocks"]), checks)
        return hmac.compare_digest(data["seal"].encode("utf-8", "replace"), expected.encode())
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return False


def _seal(texts: tuple[Any, ...], blocks: Iterator[str], checks: Mapping[str, Any]) -> str:
    message = "\n".join((_digest(texts), _digest(checks), *blocks))
    return hmac.new(_key(), message.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4096)
def _block_digest(block: Block) -> str:
    """Of a block made once: while an answer grows it is sealed again and again."""
    return _digest(block_to_json(block))


def _digest(data: Any) -> str:
    """Of data as it is after a browser wrote it anew, to which all numbers are doubles."""
    doubles = json.loads(json.dumps(data), parse_int=float)
    plain = json.dumps(doubles, sort_keys=True, allow_nan=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def key_file() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "galactica" / "seal.key"


def _key() -> bytes:
    return _key_in(key_file())


@cache
def _key_in(path: Path) -> bytes:
    """The key of this user, made where there is none yet.

    Where it cannot be kept it lasts as long as this process, and other processes take what it
    sealed for said.
    """
    try:
        return _read(path) or _made(path)
    except OSError as error:
        logger.warning("%s cannot be kept (%s); verdicts count here only.", path, error)
        return secrets.token_bytes(_KEY_BYTES)


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == _KEY_BYTES else None


def _made(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, new = tempfile.mkstemp(prefix=".seal-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        if path.exists():  # and of no use, as when a disk was full
            os.replace(new, path)
        else:
            os.link(new, path)
    except FileExistsError:
        pass  # another process was faster
    finally:
        Path(new).unlink(missing_ok=True)
    key = _read(path)
    if key is None:
        raise OSError("it does not hold what was written")
    return key
