"""A document as a page of its own, in the reader's light or dark colours.

Nothing but MathJax comes from elsewhere; without a network, formulas are their LaTeX source.
"""

from __future__ import annotations

from html import escape

from ..html import answer_to_html
from .document import Document

_MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax@3.2.2/"
_MATHJAX_HASH = "sha384-KKWa9jJ1MZvssLeOoXG6FiOAZfAgmzsIIfw8BXwI9+kYm0lPCbC6yTQPBC00F1/L"

# A second lock: whatever a page may bring, no script but MathJax runs, and no picture is fetched.
_POLICY = (
    f"default-src 'none'; script-src {_MATHJAX}; style-src 'unsafe-inline'; img-src data:;"
    " font-src data:; base-uri 'none'; form-action 'none'"
)

_STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1b1b1f;--rule:#c8c8d0}
@media (prefers-color-scheme:dark){:root{--page:#16171b;--ink:#e6e6ea;--rule:#4a4b55}}
body{background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;
max-width:52rem;padding:0 1rem}
a{color:inherit}
h1{border-top:1px solid var(--rule);font-size:1.5rem;padding-top:1rem}
h2{font-size:1.15rem}
h3,h4,h5,h6{font-size:1rem}
blockquote{border-left:3px solid var(--rule);margin-left:0;padding-left:1rem}
pre{white-space:pre-wrap!important}
""".strip()


def document_to_html(document: Document, title: str) -> str:
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(title)}</title>
<style>
{_STYLE}
</style>
<script async crossorigin="anonymous" src="{_MATHJAX}es5/tex-svg.js" integrity="{_MATHJAX_HASH}">
</script>
</head>
<body>
{answer_to_html(document.drawn)}
</body>
</html>
"""
