"""How letters are read where the text does not say: one row a letter.

A letter may be taken for several things. Each place that has to choose asks for a role; what the
roles are for stands below the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter is taken for: its roles; quantities, divided by `|`; letters used for it."""

    roles: str = ""
    means: str = ""
    alike: str = ""


LETTERS: Mapping[str, Letter] = {
    "a": Letter("parameter whole field", "acceleration|length"),
    "b": Letter("parameter whole", "length|damping coefficient"),
    "c": Letter("parameter integration scalar", "speed of light|specific heat|molar concentration"),
    "d": Letter("whole steady scalar sign", "distance", alike="s"),
    "e": Letter("scalar sign", "charge"),
    "f": Letter("function measure", "frequency|focal length|force", alike=r"\nu"),
    "g": Letter("function field measure", "acceleration"),
    "h": Letter("function measure", "height|planck constant"),
    "i": Letter("index scalar sign", "electric current", alike="I"),
    "j": Letter("counting index field scalar", "current density"),
    "k": Letter("counting parameter integration index scalar",
                "spring constant|wavenumber|boltzmann constant|thermal conductivity", alike="K"),
    "l": Letter("counting parameter index", "length", alike=r"L \ell"),
    "m": Letter("counting parameter index scalar", "mass", alike="M"),
    "n": Letter("counting parameter index place scalar",
                "number of moles|refractive index|number density", alike="N"),
    "p": Letter("parameter index whole measure", "momentum|pressure", alike="P"),
    "q": Letter("parameter index whole measure", "charge|heat", alike="Q"),
    "r": Letter("evaluated index whole place position curved", "radius", alike="R"),
    "s": Letter("evaluated index", "distance|entropy"),
    "t": Letter("independent evaluated scalar", "time"),
    "u": Letter("primed evaluated field", "velocity|energy density", alike="v"),
    "v": Letter("primed field", "velocity", alike="V"),
    "w": Letter("complex primed field", "work|velocity"),
    "x": Letter("independent evaluated place position", "position"),
    "y": Letter("independent primed evaluated place", "position"),
    "z": Letter("complex independent evaluated place", "position|redshift"),
    "A": Letter("parameter matrix corner", "area|length|vector potential"),
    "B": Letter("parameter matrix corner", "magnetic flux density|bulk modulus"),
    "C": Letter("parameter integration corner", "capacitance|heat capacity"),
    "D": Letter(means="diffusion coefficient|electric displacement|distance"),
    "E": Letter(means="energy|electric field", alike="U W K"),
    "F": Letter("function", "force|helmholtz free energy"),
    "G": Letter("function", "gravitational constant|gibbs free energy"),
    "H": Letter(means="energy|magnetic field strength"),
    "I": Letter(means="electric current|moment of inertia|intensity"),
    "J": Letter(means="current density|angular momentum|impulse"),
    "K": Letter("parameter integration", "energy"),
    "L": Letter("parameter", "length|angular momentum|inductance|lagrangian|luminosity",
                alike=r"\ell"),
    "M": Letter("matrix", "mass|molar mass"),
    "N": Letter("counting parameter", "force|number of particles"),
    "P": Letter("matrix", "power|pressure"),
    "Q": Letter("matrix", "heat|charge"),
    "R": Letter(means="radius|resistance|gas constant"),
    "S": Letter(means="entropy|area|action"),
    "T": Letter(means="temperature|period|tension|kinetic energy"),
    "U": Letter(means="energy", alike="V W"),
    "V": Letter(means="voltage|volume|energy"),
    "W": Letter(means="work"),
    "X": Letter("matrix"),
    "Y": Letter("matrix"),
    "Z": Letter(means="impedance|atomic number"),
    r"\alpha": Letter("parameter angle corner-angle", "angular acceleration|angle"),
    r"\beta": Letter("parameter corner-angle", "angle"),
    r"\gamma": Letter("parameter corner-angle", "lorentz factor|surface tension|damping rate"),
    r"\delta": Letter("applied", "angle"),
    r"\epsilon": Letter("steady", "permittivity|energy|strain", alike=r"\varepsilon"),
    r"\varepsilon": Letter("steady", "permittivity|electromotive force|strain"),
    r"\eta": Letter(means="efficiency|dynamic viscosity"),
    r"\theta": Letter("independent evaluated angle curved", "angle", alike=r"\vartheta"),
    r"\vartheta": Letter("curved"),
    r"\kappa": Letter("parameter", "thermal conductivity|wavenumber"),
    r"\lambda": Letter("parameter", "wavelength|decay constant|linear charge density"),
    r"\mu": Letter("parameter", "reduced mass|magnetic permeability|dynamic viscosity|angle"),
    r"\nu": Letter("parameter", "frequency|kinematic viscosity"),
    r"\rho": Letter("curved steady", "mass density|charge density|resistivity", alike=r"\varrho"),
    r"\sigma": Letter(means="stefan-boltzmann constant|stress|surface charge density"
                            "|electrical conductivity"),
    r"\tau": Letter(means="time|torque|shear stress"),
    r"\phi": Letter("function angle curved", "angle|electric potential", alike=r"\varphi \Phi"),
    r"\varphi": Letter("function angle curved", "angle|electric potential", alike=r"\Phi"),
    r"\psi": Letter("function", "angle"),
    r"\omega": Letter("parameter", "angular frequency"),
    r"\Delta": Letter(means="angle"),
    r"\Phi": Letter("function", "magnetic flux|gravitational potential"),
    r"\Psi": Letter("function"),
    r"\chi": Letter("applied"),
    r"\Theta": Letter("applied"),
    r"\Omega": Letter(means="angular velocity"),
    r"\hbar": Letter(means="planck constant"),
    **dict.fromkeys((
        r"\zeta", r"\iota", r"\varkappa", r"\xi", r"\omicron", r"\varrho", r"\varsigma",
        r"\upsilon", r"\varpi", r"\Gamma", r"\Lambda", r"\Xi", r"\Pi", r"\Sigma",
        r"\Upsilon", r"\ell",
    ), Letter()),
}  # fmt: skip

GREEK = frozenset(name for name in LETTERS if name.startswith("\\"))


def _taken_for(role: str) -> frozenset[str]:
    return frozenset(name for name, row in LETTERS.items() if role in row.roles.split())


FUNCTION_LETTERS = _taken_for("function")
"""Letters that are an undefined function whenever brackets follow."""

MEASURE_LETTERS = _taken_for("measure")
"""Letters whose brackets hold a condition as their argument, as in `p(x > 0)`."""

APPLIED_LETTERS = _taken_for("applied")
"""Letters that are functions where more than a letter or number stands in brackets behind them."""

COUNTING_LETTERS = _taken_for("counting")
"""Letters that count things; equations are tried at positive integers for them."""

WHOLE_LETTERS = COUNTING_LETTERS | _taken_for("whole")
"""Letters that are integers as arguments of functions of integers, as in `\\phi(p)`."""

INDEX_LETTERS = _taken_for("index")
"""Letters that number components, as in `A_{ij}`."""

COMPLEX_LETTERS = _taken_for("complex")
"""Letters that equations are tried at complex numbers for."""

PARAMETER_LETTERS = _taken_for("parameter")
"""Letters that stand for constants beside a variable."""

INDEPENDENT_LETTERS = _taken_for("independent")
"""Letters that vary and depend on no other."""

PRIMED_LETTERS = FUNCTION_LETTERS | _taken_for("primed")
"""Letters that are functions of x beside one with a prime."""

EVALUATED_LETTERS = _taken_for("evaluated")
"""Letters that bounds are values of, as in `[a t^2]_0^1`."""

SIGN_LETTERS = _taken_for("sign")
"""The imaginary unit, the base of logarithms, the d of differentials: symbols only at times."""

_INTEGRATION = _taken_for("integration") | {"C_{1}", "C_{0}", "C'", r"\text{const}", "const"}

TRIANGLES = (_taken_for("corner"), _taken_for("corner-angle"))
"""The angles of a triangle, which are bound by their sum where all three stand together."""

AXES = ("x", "y", "z")
"""Coordinates by axis; as letters with a hat they are its unit vector."""

UNIT_VECTORS = {"i": 0, "j": 1, "k": 2, r"\imath": 0, r"\jmath": 1}
"""Letters of unit vectors, each with its axis."""

POSITION_LETTERS = _taken_for("position")
"""Vectors that are the place where a field is."""

PLACE_LETTERS = _taken_for("place")
"""Letters of places and normals: a calculation with them alone has no unknown field."""

CURVED_LETTERS = _taken_for("curved")
"""Coordinates of polar, cylindrical and spherical systems."""

ANGLE_LETTERS = _taken_for("angle")
"""Letters for the angle between two vectors."""

STEADY_LETTERS = PARAMETER_LETTERS | _taken_for("steady")
"""Letters that stand for constants beside a field."""

FIELD_LETTERS = _taken_for("field")
"""Letters that are vectors beside nabla without a mark."""

SCALAR_LETTERS = _taken_for("scalar")
"""Small letters that stay numbers beside matrices."""

MATRIX_LETTERS = _taken_for("matrix")
"""Letters that are matrices where a product of two of them is inverted."""

SIZE_LETTERS = ("n", "N", "d", "m")
"""Letters for the number of dimensions, likeliest first."""


def _likenesses() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, row in LETTERS.items():
        for other in row.alike.split():
            found[name].add(other)
            found[other].add(name)
    return {name: frozenset(others) for name, others in found.items()}


ALIKE = _likenesses()
"""Letters that are used for one another."""


def is_counting(name: str) -> bool:
    """Whether a symbol (`n`, `k_{1}`) counts things and is taken as an integer."""
    return name.split("_")[0] in COUNTING_LETTERS


def integration_constants(names: frozenset[str]) -> frozenset[str]:
    return names & _INTEGRATION
