"""What was checked, and what came out: value types shared by checkers, answers and front ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, Literal

from .forms import shown_as

Verdict = Literal[
    "holds", "refuted", "doubtful", "conditional", "law", "definition",
    "unparsed", "timeout", "unsupported", "said",
]  # fmt: skip
EquationKind = Literal["identity", "equation", "definition", "law", "inequality", "unknown"]
Evidence = Literal["symbolic", "numeric"]
Dimensions = Literal["consistent", "inconsistent", "unknown"]
Claim = Literal["asserted", "given", "to solve", "derived", "assumed", "tried"]
CitationStatus = Literal["found", "mismatch", "ambiguous", "not-found", "unchecked"]
ValidationStatus = Literal["valid", "invalid", "unchecked"]
SequenceKind = Literal["dna", "rna", "protein"]

NOT_LOOKED_UP = "No bibliography was given to look it up in."
NEEDS_RDKIT = 'Checking molecules needs RDKit; run `pip install "jupyterlab-galactica[chem]"`.'


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Values a reader can put in by hand, and what both sides give there."""

    values: Mapping[str, str]
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EquationCheck:
    """One equation and the verdict on it.

    `start` and `end` are offsets of `latex` in the checked text; `math` is the `id` of the formula
    it stands in (one formula may hold several equations). `points` is the number of points a
    numeric verdict rests on. `reading` is how the equation was understood, as LaTeX. `claim` is
    what the text around it makes of it: only what is asserted or derived can be refuted. `domain`
    is the condition, as LaTeX, under which it holds where it does not everywhere; `repair` a single
    edit, as LaTeX, that would make it true. `assumptions` are what else the text says that was
    used, such as "a > 0". `law` names the known law it is equal to or differs from by a slip;
    `law_note` is a sentence on how it differs. `dimension_reason` names the terms whose dimensions
    differ.
    """

    latex: str
    kind: EquationKind
    verdict: Verdict
    reason: str
    evidence: Evidence | None = None
    points: int = 0
    counterexample: Counterexample | None = None
    solutions: str | None = None
    dimensions: Dimensions = "unknown"
    dimension_reason: str = ""
    reading: str | None = None
    claim: Claim = "asserted"
    domain: str | None = None
    repair: str | None = None
    assumptions: tuple[str, ...] = ()
    law: str | None = None
    law_note: str = ""
    seconds: float = 0.0
    math: int = 0
    start: int = 0
    end: int = 0
    build_sympy: Callable[[], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def sympy(self) -> Any:
        """The equation as a SymPy relation, built by constructors; None where there is none.

        It was not parsed then, or has something in it that SymPy has not.
        """
        if self.build_sympy is None:
            return None
        try:
            return self.build_sympy()
        except Exception:  # noqa: BLE001 - its constructors raise many kinds, none documented
            return None

    def __repr__(self) -> str:
        return f"<EquationCheck {self.verdict}: {shorten(self.latex, 70, placeholder=' …')}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return shown_as("check_bundle", self)


@dataclass(frozen=True, slots=True)
class CitationScore:
    """How sure the model was of a reference: natural log-probabilities of its tokens.

    `logprob_sum` is that of the whole reference with its end, `logprob_min` that of its least
    probable token. One that is not `finished` ran out of tokens.
    """

    logprob_sum: float
    logprob_min: float
    finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One work cited. `text` is as generated; citations of one work share a `number`.

    `refs` are the ids of its markers in the text, `starts` the offsets at which it is cited.
    `entry` is the bibliography's record, or that of an online service, as texts by name; for a
    `mismatch` it is that of the work with this title. `retracted` says that a service knows the
    work as withdrawn. `score` is there where the work was suggested for a context, not cited in an
    answer.
    """

    number: int
    text: str
    title: str
    author: str
    status: CitationStatus
    reason: str
    refs: tuple[int, ...] = ()
    key: str | None = None
    entry: Mapping[str, str] | None = None
    candidates: tuple[str, ...] = ()
    retracted: bool = False
    score: CitationScore | None = None
    starts: tuple[int, ...] = ()

    def to_bibtex(self) -> str:
        """The entry of a work that was found, as BibTeX; "" for any other."""
        return self._copied("bibtex")

    def to_latex(self) -> str:
        r"""`\cite{key}` for a work that was found; "" for any other."""
        return self._copied("latex")

    def to_pandoc(self) -> str:
        """Pandoc's `[@key]` for a work that was found; "" for any other."""
        return self._copied("pandoc")

    def _copied(self, form: str) -> str:
        return (self.entry or {}).get(form, "") if self.status == "found" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoleculeCheck:
    """A molecule given as SMILES; `molecule` is the id of its marker.

    `position` is the character of the SMILES, from 1, that `reason` speaks of. `formula` is in Hill
    order with its charge, `molar_mass` in g/mol with natural isotopes where none is named;
    `canonical` is RDKit's SMILES. `svg` is a drawing in the colour of the text around it, as markup
    that may stand in a page: made of paths only, "" where the molecule is too large to draw.
    """

    smiles: str
    status: ValidationStatus
    reason: str
    position: int | None = None
    formula: str = ""
    molar_mass: float | None = None
    canonical: str = ""
    inchikey: str = ""
    svg: str = ""
    molecule: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceCheck:
    """A sequence of nucleotides or amino acids; `start` is its offset in the text.

    `position` is the letter, from 1 and without blanks, that `reason` speaks of. `length` counts
    residues. `molar_mass` is the average one in Da, None where a letter stands for several
    residues. `gc` is the fraction of G and C, None of a protein.
    """

    kind: SequenceKind
    status: ValidationStatus
    reason: str
    length: int
    position: int | None = None
    molar_mass: float | None = None
    gc: float | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class UndefinedName:
    """A name used in a code block where nothing defines or imports it; lines count from 1."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCheck:
    """A code block; `code` is the id of the block. It is never run.

    `line` is the line of the block, from 1, that `reason` speaks of. A block that uses `undefined`
    names is invalid: it would stop there with a NameError.
    """

    language: str
    status: ValidationStatus
    reason: str
    line: int | None = None
    undefined: tuple[UndefinedName, ...] = ()
    code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckReport:
    """Everything a program could check in a text.

    `problems` are sentences on what stood in the way, such as a bibliography that is gone;
    `formulas` counts them, also those without an equation.
    """

    equations: tuple[EquationCheck, ...] = ()
    citations: tuple[Citation, ...] = ()
    molecules: tuple[MoleculeCheck, ...] = ()
    sequences: tuple[SequenceCheck, ...] = ()
    code: tuple[CodeCheck, ...] = ()
    problems: tuple[str, ...] = ()
    formulas: int = 0

    @property
    def refuted(self) -> tuple[EquationCheck, ...]:
        return tuple(check for check in self.equations if check.verdict == "refuted")

    @property
    def doubtful(self) -> tuple[EquationCheck, ...]:
        return tuple(check for check in self.equations if check.verdict == "doubtful")

    @property
    def accused(self) -> tuple[EquationCheck, ...]:
        """What is refuted or doubtful, as it stands in the text."""
        return tuple(c for c in self.equations if c.verdict in ("refuted", "doubtful"))

    def __repr__(self) -> str:
        return f"<CheckReport {shown_as('summary', self)}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return shown_as("report_bundle", self)
