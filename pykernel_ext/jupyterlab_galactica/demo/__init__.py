"""The bundled demonstration model: its files (`model/`), its corpus, and how it is trained."""

from __future__ import annotations

from pathlib import Path

MODEL_FOLDER = Path(__file__).parent / "model"
CORPUS_FOLDER = Path(__file__).parent / "corpus"

NOTICE = (
    "This is the bundled demonstration model: it knows its few hundred topics and nothing else. "
    "For a real model: %galactica load facebook/galactica-1.3b"
)
