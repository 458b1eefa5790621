"""Elementary functions, a row each; `function` says what a row may hold."""

from __future__ import annotations

import cmath
import math
from typing import Any

from . import double_functions as double
from . import special_values as precise
from .function import Function
from .multiprecision import mp


def _of_numbers(name: str, *spellings: str, **columns: Any) -> Function:
    """A row of what mpmath and SymPy have by the name that it is spelt by."""
    same = {"value": getattr(mp, name), "sympy": name, "marks": ("transcendental",)}
    return Function(name, spellings=(*spellings, name), dimension="of numbers", **same | columns)


CIRCULAR = (
    _of_numbers("sin", "sen", latex=r"\sin", inverse="asin", doubles=double.sine,
                derivative=r"\cos u",
                means=r"\frac{\exp(iu) - \exp(-iu)}{2i}", slips=("cos", "sinh"),
                marks=("transcendental", "periodic", "oscillates")),
    _of_numbers("cos", latex=r"\cos", inverse="acos", doubles=double.cosine, derivative=r"-\sin u",
                means=r"\frac{\exp(iu) + \exp(-iu)}{2}", slips=("sin", "cosh"),
                marks=("transcendental", "periodic", "oscillates")),
    _of_numbers("tan", "tg", latex=r"\tan", inverse="atan", doubles=double.tangent,
                derivative=r"\sec^2 u", means=r"\frac{\sin u}{\cos u}", slips=("cot", "sec"),
                marks=("transcendental", "periodic")),
    _of_numbers("cot", "cotan", "ctg", "cotg", latex=r"\cot", inverse="acot",
                derivative=r"-\csc^2 u",
                doubles=double.inverse(double.tangent), means=r"\frac{1}{\tan u}",
                slips=("tan", "csc"), marks=("transcendental", "periodic")),
    _of_numbers("sec", latex=r"\sec", inverse="asec", doubles=double.inverse(double.cosine),
                derivative=r"\sec u \tan u", means=r"\frac{1}{\cos u}", slips=("csc", "tan"),
                marks=("transcendental", "periodic")),
    _of_numbers("csc", "cosec", "cossec", latex=r"\csc", inverse="acsc",
                doubles=double.inverse(double.sine),
                derivative=r"-\csc u \cot u", means=r"\frac{1}{\sin u}", slips=("sec", "cot"),
                marks=("transcendental", "periodic")),
    _of_numbers("asin", "arcsin", "arcsen", "Arcsin", latex=r"\arcsin", doubles=double.asin,
                derivative=r"\frac{1}{\sqrt{1 - u^2}}", slips=("acos", "asinh")),
    _of_numbers("acos", "arccos", "Arccos", latex=r"\arccos", doubles=double.acos,
                derivative=r"-\frac{1}{\sqrt{1 - u^2}}", slips=("asin", "acosh")),
    _of_numbers("atan", "arctan", "arctg", "Arctan", latex=r"\arctan", doubles=double.atan,
                derivative=r"\frac{1}{1 + u^2}", slips=("acot", "atanh")),
    # The branch of textbooks, continuous with values in (0, pi).
    _of_numbers("acot", "arccot", "arcctg", "arccotg", value=lambda x: mp.pi / 2 - mp.atan(x),
                doubles=lambda x: math.pi / 2 - double.atan(x), derivative=r"-\frac{1}{1 + u^2}",
                sympy=lambda s, x: s.pi / 2 - s.atan(x), slips=("atan",)),
    _of_numbers("asec", "arcsec", doubles=double.of_inverse(double.acos), slips=("acsc",),
                derivative=r"\frac{1}{u^2 \sqrt{1 - \frac{1}{u^2}}}"),
    _of_numbers("acsc", "arccsc", doubles=double.of_inverse(double.asin), slips=("asec",),
                derivative=r"-\frac{1}{u^2 \sqrt{1 - \frac{1}{u^2}}}"),
    Function("atan2", 2, spellings=("atan2",), value=precise.real_only(mp.atan2), sympy="atan2",
             dimension="of like arguments to a number"),
    Function("sinc", spellings=("sinc",), value=mp.sinc, marks=("oscillates",),
             doubles=lambda x: double.sine(x) / x if x else 1.0, sympy=lambda s, x: s.sin(x) / x),
)  # fmt: skip

HYPERBOLIC = (
    _of_numbers("sinh", "senh", applied=("sh",), latex=r"\sinh", inverse="asinh",
                doubles=double.sinh,
                derivative=r"\cosh u", means=r"\frac{\exp(u) - \exp(-u)}{2}",
                slips=("cosh", "sin")),
    _of_numbers("cosh", applied=("ch",), latex=r"\cosh", inverse="acosh", doubles=double.cosh,
                derivative=r"\sinh u", means=r"\frac{\exp(u) + \exp(-u)}{2}",
                slips=("sinh", "cos")),
    _of_numbers("tanh", "tgh", applied=("th",), latex=r"\tanh", inverse="atanh",
                doubles=double.tanh,
                derivative=r"\operatorname{sech}^2 u", means=r"\frac{\sinh u}{\cosh u}",
                slips=("coth",), nears_one=lambda x: 2 * x),
    _of_numbers("coth", "cotgh", applied=("cth",), latex=r"\coth", inverse="acoth",
                doubles=double.inverse(double.tanh),
                derivative=r"-\operatorname{csch}^2 u", means=r"\frac{1}{\tanh u}", slips=("tanh",),
                nears_one=lambda x: 2 * x),
    _of_numbers("sech", inverse="asech", doubles=double.inverse(double.cosh), slips=("csch",),
                derivative=r"-\operatorname{sech} u \tanh u", means=r"\frac{1}{\cosh u}"),
    _of_numbers("csch", "cosech", inverse="acsch", doubles=double.inverse(double.sinh),
                slips=("sech",),
                derivative=r"-\operatorname{csch} u \coth u", means=r"\frac{1}{\sinh u}"),
    _of_numbers("asinh", "arsinh", "arcsinh", "argsinh", "arsh", "argsh", doubles=double.asinh,
                derivative=r"\frac{1}{\sqrt{1 + u^2}}", slips=("acosh", "asin")),
    _of_numbers("acosh", "arcosh", "arccosh", "argcosh", "arch", "argch", doubles=double.acosh,
                derivative=r"\frac{1}{\sqrt{u - 1} \sqrt{u + 1}}", slips=("asinh", "acos")),
    _of_numbers("atanh", "artanh", "arctanh", "argtanh", "arth", "argth", doubles=double.atanh,
                derivative=r"\frac{1}{1 - u^2}",
                slips=("acoth", "atan")),
    _of_numbers("acoth", "arcoth", "arccoth", doubles=double.of_inverse(double.atanh),
                derivative=r"\frac{1}{1 - u^2}", slips=("atanh",)),
    _of_numbers("asech", "arsech", "arcsech", doubles=double.of_inverse(double.acosh),
                derivative=r"-\frac{1}{u^2 \sqrt{\frac{1}{u} - 1} \sqrt{\frac{1}{u} + 1}}"),
    _of_numbers("acsch", "arcsch", "arccsch", doubles=double.of_inverse(double.asinh),
                derivative=r"-\frac{1}{u^2 \sqrt{1 + \frac{1}{u^2}}}"),
)  # fmt: skip

LOGARITHMS = (
    Function("exp", spellings=("exp",), latex=r"\exp", value=mp.exp,
             doubles=double.everywhere(math.exp, cmath.exp), derivative=r"\exp(u)", sympy="exp",
             dimension="of numbers", marks=("transcendental", "keeps kind")),
    Function("ln", spellings=("ln",), latex=r"\ln", value=mp.log, doubles=double.logarithm,
             derivative=r"\frac{1}{u}", sympy="log", dimension="to a number",
             marks=("transcendental",)),
    Function("log", spellings=("log", "Log", "Ln"), latex=r"\log", with_subscript="log_base",
             value=mp.log, doubles=double.logarithm, derivative=r"\frac{1}{u}", sympy="log",
             dimension="to a number", marks=("transcendental",)),
    Function("log10", spellings=("lg",)),
    Function("log_base", 2, latex=r"\log_{#1}\left(#2\right)", means=r"\frac{\ln v}{\ln u}",
             derivative=r"\frac{1}{v \ln u}", sympy=lambda s, base, x: s.log(x) / s.log(base),
             dimension="to a number"),
    Function("sqrt", spellings=("sqrt",)),
)  # fmt: skip

PARTS_OF_NUMBERS = (
    Function("abs", spellings=("abs",), latex=r"\left|#1\right|", value=abs, doubles=abs,
             derivative=r"\operatorname{sgn}(u)", sympy="Abs", dimension="like its argument",
             marks=("not smooth",)),
    Function("sgn", spellings=("sgn", "sign"), value=mp.sign,
             doubles=lambda x: x / abs(x) if x else 0.0, sympy="sign", dimension="to a number",
             marks=("not smooth",)),
    Function("csgn", value=lambda z: mp.sign(mp.re(z)) or mp.sign(mp.im(z))),
    Function("re", spellings=("Re",), latex=r"\operatorname{Re}", value=mp.re,
             doubles=lambda x: x.real, sympy="re", dimension="like its argument", slips=("im",),
             marks=("not smooth", "complex", "keeps kind")),
    Function("im", spellings=("Im",), latex=r"\operatorname{Im}", value=mp.im,
             doubles=lambda x: x.imag, sympy="im", dimension="like its argument", slips=("re",),
             marks=("not smooth", "complex", "keeps kind")),
    Function("conj", spellings=("conj",), latex=r"\overline{\left(#1\right)}", value=mp.conj,
             doubles=lambda x: x.conjugate(), sympy="conjugate", dimension="like its argument",
             marks=("not smooth", "complex", "keeps kind")),
    Function("arg", spellings=("arg", "Arg", "ph"), latex=r"\arg", value=mp.arg,
             doubles=cmath.phase, sympy="arg", dimension="to a number",
             marks=("not smooth", "complex")),
    Function("floor", latex=r"\lfloor #1 \rfloor", value=precise.real_only(precise.floor),
             doubles=double.real_only(double.floor), sympy="floor", dimension="like its argument",
             marks=("not smooth",)),
    Function("ceil", latex=r"\lceil #1 \rceil", value=precise.real_only(precise.ceiling),
             doubles=double.real_only(lambda x: -double.floor(-x)), sympy="ceiling",
             dimension="like its argument", marks=("not smooth",)),
    Function("round", spellings=("nint",), value=precise.rounded),
    Function("frac", value=lambda x: x - precise.floor(x), sympy="frac"),
    Function("percent", latex=r"(#1)\%", means=r"\frac{u}{100}", dimension="like its argument"),
    Function("max", 2, most=9, spellings=("max",), latex=r"\max", value=precise.real_only(max),
             sympy="Max", dimension="of like arguments"),
    Function("min", 2, most=9, spellings=("min",), latex=r"\min", value=precise.real_only(min),
             sympy="Min", dimension="of like arguments"),
    Function("truncated", latex=r"#1 \ldots", value=lambda x: x, sympy=lambda s, x: x),
)  # fmt: skip
