"""From LaTeX to trees, in the order in which a formula goes through the files.

`lexer` cuts it into `tokens`, one for the many spellings of a sign (`vocabulary/signs`), and
`brackets` tells each bracket its partner. `prepare` puts the text's macros in (`expand`) and opens
boxes. `find` cuts rows, chains and lists into statements, and `restrictions` conditions off them.
`parse` reads both sides of one under the same `habits` and `letter_kinds` (with `commuting`): what
a letter means follows from the whole equation. `grammar` is sums, products and factors, at the
place that `cursor` keeps; `primary` is what a factor begins with, `postfix` what follows it. They
ask the readers, which get the parser and take what is theirs:

- brackets, sets, states: `groups`, `enclosures`, `statements`; environments: `cases`, `tables`
- letters: `symbols`, `known_letters`, `marked_letters`, `indices`; units: `unit_products`
- functions: `functions`; derivatives: `derivatives`, `primes`; sums, limits: `folds`, `calculus`
- vectors and matrices: `linear` first, where `letter_kinds` found any; `products`, `nabla`

A new macro is a row in `primary._READERS`, a new spelling one in `vocabulary/signs`, and a new sign
between factors or sets a row of `vocabulary/operations`, with its `infix` and mark.
"""
