"""Files as texts that can be checked: one file here for each format.

Each format is rewritten as Markdown with formulas between plain delimiters, which is what the
lexer of answers reads; every character knows its place in the file it came from.

`reading` chooses the format, `encoding` makes text of bytes, `document` is what comes out.
"""

from .document import Document, Place
from .reading import STANDARD_INPUT, document_of, read_document, unsaved_document

__all__ = [
    "STANDARD_INPUT",
    "Document",
    "Place",
    "document_of",
    "read_document",
    "unsaved_document",
]
