"""The many spellings of one sign, in LaTeX and in Unicode, and what is layout only."""

from __future__ import annotations

RELATIONS = {
    "=": "=", "<": "<", ">": ">", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "≈": r"\approx",
    "≡": r"\equiv", r"\equiv": r"\equiv", r"\le": r"\le", r"\leq": r"\le", r"\leqslant": r"\le",
    r"\leqq": r"\le", r"\ge": r"\ge", r"\geq": r"\ge", r"\geqslant": r"\ge", r"\geqq": r"\ge",
    r"\ne": r"\ne", r"\neq": r"\ne", r"\approx": r"\approx", r"\thickapprox": r"\approx",
    r"\lt": "<", r"\gt": ">", r"\coloneqq": ":=", r"\triangleq": ":=", r"\doteq": ":=", ":=": ":=",
    "<=": r"\le", ">=": r"\ge",
}  # fmt: skip

SPELLINGS = {
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\dbinom": r"\binom",
    r"\tbinom": r"\binom", r"\rightarrow": r"\to", r"\longrightarrow": r"\to", r"\lbrack": "[",
    r"\rbrack": "]", r"\lparen": "(", r"\rparen": ")", r"\vert": "|", r"\mid": "|",
    **dict.fromkeys((
        r"\dots", r"\cdots", r"\dotsc", r"\dotsb", r"\dotsm", r"\dotsi", r"\hdots", r"\vdots",
        r"\ddots",
    ), r"\ldots"),
    r"\longleftrightarrow": r"\iff", r"\Leftrightarrow": r"\iff", r"\Longleftrightarrow": r"\iff",
    r"\Rightarrow": r"\implies", r"\Longrightarrow": r"\implies", r"\Vert": r"\|", r"\colon": ":",
    r"\ifrac": r"\frac", r"\sfrac": r"\frac", r"\nicefrac": r"\frac", r"\varnothing": r"\emptyset",
    r"\measuredangle": r"\angle", r"\sphericalangle": r"\angle", r"\varangle": r"\angle",
    r"\Varangle": r"\angle", r"\hslash": r"\hbar", r"\euro": "€", r"\texteuro": "€",
    r"\bold": r"\mathbf", r"\bf": r"\mathbf", r"\cal": r"\mathcal", r"\slash": "/",
    r"\mod": r"\bmod",
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\degree": r"\circ", r"\infin": r"\infty",
    r"\vee": r"\lor", r"\Leftarrow": r"\impliedby", r"\Longleftarrow": r"\impliedby",
    r"\ddfrac": r"\frac",
    **{rf"\up{name}": rf"\{name}" for name in (
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
        "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau",
        "phi", "varphi", "chi", "psi", "omega", "Delta", "Gamma", "Omega", "Phi", "Psi", "Sigma",
    )},
    **{rf"\var{name}": rf"\{name}" for name in (
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    )},
}  # fmt: skip

UNICODE = {
    "−": "-", "–": "-", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "÷": r"\div", "∗": "*",
    "∫": r"\int", "∑": r"\sum", "∏": r"\prod", "∞": r"\infty", "√": r"\sqrt", "∂": r"\partial",
    "→": r"\to", "⇒": r"\implies", "⇔": r"\iff", "±": r"\pm", "∓": r"\mp", "∇": r"\nabla",
    "∈": r"\in", "…": r"\ldots", "°": r"\circ", "º": r"\circ", "′": "'", "″": "''",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon", "ζ": r"\zeta",
    "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu",
    "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\phi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "ϵ": r"\epsilon", "ϑ": r"\vartheta", "ϕ": r"\phi", "ϱ": r"\varrho", "ς": r"\varsigma",
    "ι": r"\iota", "ο": r"\omicron", "υ": r"\upsilon", "ϖ": r"\varpi", "Π": r"\Pi",
    "Λ": r"\Lambda", "Ξ": r"\Xi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
    "ℏ": r"\hbar", "ħ": r"\hbar", "ℓ": r"\ell", "∀": r"\forall", "∃": r"\exists", "∉": r"\notin",
    "∮": r"\oint", "∬": r"\iint", "∭": r"\iiint", "∪": r"\cup", "∩": r"\cap", "⊂": r"\subset",
    "⊆": r"\subseteq", "∅": r"\emptyset", "⟨": r"\langle", "⟩": r"\rangle", "⊥": r"\perp",
    "∥": r"\parallel", "∠": r"\angle", "△": r"\triangle", "∝": r"\propto", "∼": r"\sim",
    "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "†": r"\dagger", "‖": r"\|",
    "∘": r"\circ", "∧": r"\wedge", "∨": r"\lor", "¬": r"\neg", "∖": r"\setminus", "⊗": r"\otimes",
    "⊕": r"\oplus", "↦": r"\mapsto", "↔": r"\iff", "⟹": r"\implies", "⟺": r"\iff",
    "∴": r"\therefore", "≅": r"\cong", "Υ": r"\Upsilon",
}  # fmt: skip

IGNORED = {
    r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", r"\displaystyle", r"\textstyle", r"\scriptstyle",
    r"\limits", r"\nolimits", r"\nonumber", r"\notag", r"\thinspace", r"\negthinspace",
    r"\mathstrut", r"\strut", r"\null", r"\hfill", r"\allowbreak", r"\/", r"\medspace",
    r"\thickspace", r"\enspace", r"\relax", r"\mathopen", r"\mathclose",
    r"\mathord", r"\middle", r"\mathop", r"\*", r"\-", r"\hskip", r"\mskip",
    r"\xspace", r"\pause", r"\space", r"\alert", r"\mathclap", r"\mathllap", r"\mathrlap",
    r"\qedhere", r"\qed", r"\smash", r"\noindent", r"\centering", r"\bigskip", r"\medskip",
}  # fmt: skip

BLACKBOARD = {"ℝ": "R", "ℕ": "N", "ℤ": "Z", "ℂ": "C", "ℚ": "Q"}
RAISED = {"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
           "⁹": "9", "⁻": "-", "⁺": "+", "ⁿ": "n"}  # fmt: skip
LOWERED = {"₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
            "₉": "9"}  # fmt: skip
FRACTIONS = {"½": "12", "¼": "14", "¾": "34", "⅓": "13", "⅔": "23"}

REFUSED = {
    r"\lVert": "norms", r"\pmod": "congruences", r"\bmod": "remainders", r"\circ": "composition",
    r"\otimes": "tensor products", r"\oplus": "direct sums", r"\wedge": "exterior products",
    r"\land": "logic", r"\lor": "logic",
    r"\cup": "sets", r"\cap": "sets", r"\in": "membership", r"\to": "an arrow",
    r"\sim": "asymptotic equality", r"\propto": "proportionality", r"\perp": "geometry",
    r"\parallel": "geometry", r"\dagger": "adjoints", r"\top": "transposes",
    r"\Box": "the d'Alembert operator", r"\underbrace": "underbraces",
    r"\overbrace": "overbraces", r"\overset": "stacked symbols", r"\underset": "stacked symbols",
    r"\cancel": "cancelled terms", r"\forall": "logic", r"\exists": "logic",
    r"\uparrow": "an arrow", r"\downarrow": "an arrow", r"\odot": "an operation",
    r"\star": "an operation", r"\ast": "an operation", r"\bigsqcup": "sets", r"\|": "norms",
    r"\nabla": "nabla on its own",
}  # fmt: skip
"""What a sign is about that stands where it is not judged."""

LOOSE = {r"\sim", r"\simeq", r"\cong", r"\propto", r"\ll", r"\gg"}
"""Relations looser than equality, which also say how something is distributed or what is alike."""
