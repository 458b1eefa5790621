"""From LaTeX to trees: tokens, the equations of a formula, the strict parser."""
