"""Rules of probability hold, and common mistakes in them are told from what needs independence."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.claims.circumstances import circumstances_of
from jupyterlab_galactica.checks.equations.claims.context import context_of
from jupyterlab_galactica.checks.equations.evidence.evidence import Found
from jupyterlab_galactica.checks.equations.evidence.look import look
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def checked(text: str) -> list[EquationCheck]:
    return list(check_formulas(gathered(lex(text)).formulas))


def last(text: str) -> EquationCheck:
    return checked(text)[-1]


def seen(text: str) -> Found:
    """What is found of the last formula of a text."""
    math, around = gathered(lex(text)).formulas[-1]
    context = context_of(around)
    (statement,) = find_statements(math.latex)
    relation, _ = parse_relation(statement.left, statement.op, statement.right, kinds=context.kinds)
    return look(relation, circumstances_of(statement, relation, context))


TRUE = (
    r"E[U + W] = E[U] + E[W]",
    r"\mathbb{E}(3U - 2) = 3\mathbb{E}U - 2",
    r"\operatorname{E}[aU + b] = a\operatorname{E}[U] + b",
    r"\mathbf{E}[U - W] = \mathbf{E}[U] - \mathbf{E}[W]",
    r"\mathbb{E}[\mathbb{E}[U \mid W]] = \mathbb{E}[U]",
    r"\mathbb{E}[g(u) + h(u)] = \mathbb{E}[g(u)] + \mathbb{E}[h(u)]",
    r"\mathrm{Var}(aU + b) = a^2\mathrm{Var}(U)",
    r"\operatorname{Var} 3U = 9\operatorname{Var} U",
    r"\mathbb{V}ar(U) = \mathbb{E}[U^2] - \mathbb{E}[U]^2",
    r"\mathbb{V}\mathrm{ar}(U - W) = \mathbb{V}\mathrm{ar}(U) + \mathbb{V}\mathrm{ar}(W)"
    r" - 2\mathbb{C}\mathrm{ov}(U, W)",
    r"\operatorname{Var}(U) = E[\operatorname{Var}(U \mid W)] + \operatorname{Var}(E[U \mid W])",
    r"\operatorname{Cov}(aU, bW) = ab\operatorname{Cov}(U, W)",
    r"\operatorname{Cov}(U, W) = E[(U - \mu_U)(W - \mu_W)]",
    r"\sigma_{U+W}^2 = \sigma_U^2 + \sigma_W^2 + 2\sigma_{UW}",
    r"\operatorname{Var}(U) = E[U^2] - \mu^2",
    r"\operatorname{Var}\left(\sum_{i=1}^n U_i\right) = \operatorname{Cov}\left(\sum_{i=1}^n U_i,"
    r" \sum_{j=1}^n U_j\right)",
    r"E[U_1 + \cdots + U_n] = E[U_1] + \cdots + E[U_n]",
    r"P(A \cup B) = P(A) + P(B) - P(A \cap B)",
    r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}",
    r"\Pr(A) = \Pr(A \mid B)\Pr(B) + \Pr(A \mid B^c)\Pr(B^c)",
    r"\mathbb{P}(A \setminus B) = \mathbb{P}(A) - \mathbb{P}(A \cap B)",
    r"P(\bar A \cap \bar B) = 1 - P(A \cup B)",
    r"P(A^\complement) = 1 - P(A)",
    r"P(\neg A) + P(A) = 1",
    r"P(U > t) = 1 - P(U \le t)",
    r"P(U = u, W = w) = P(U = u \mid W = w) P(W = w)",
    r"p(u \mid w) = \frac{p(w \mid u) p(u)}{p(w)}",
    r"P(A, B \mid C) = P(A \mid B, C) P(B \mid C)",
    r"\langle u + w \rangle = \langle u \rangle + \langle w \rangle",
)


@pytest.mark.parametrize("equation", TRUE)
def test_a_rule_holds_for_dependent_quantities(equation: str) -> None:
    found = last(f"Here ${equation}$.")
    assert found.verdict == "holds", found.reason


FALSE = (
    r"\operatorname{Var} 3U = 3\operatorname{Var} U",
    r"\mathrm{Var}(U) = E[U]^2 - E[U^2]",
    r"\mathrm{Var}(U - W) = \mathrm{Var}(U) - \mathrm{Var}(W)",
    r"\mathbb{E}[aU + b] = a\mathbb{E}[U]",
    r"\operatorname{Cov}(aU, bW) = (a + b)\operatorname{Cov}(U, W)",
    r"P(A \mid B) = P(B \mid A)",
    r"P(A \mid B) = \frac{P(B \mid A) P(B)}{P(A)}",
    r"P(A^c \mid B) = P(A \mid B)",
)


@pytest.mark.parametrize("equation", FALSE)
def test_a_mistake_is_refuted_with_few_equally_likely_outcomes(equation: str) -> None:
    found = last(f"Here ${equation}$.")
    assert found.verdict == "refuted"
    assert "outcomes are equally likely" in found.reason
    assert found.counterexample is not None


NEEDING = (
    (r"E[U W] = E[U] E[W]", "independent"),
    (r"\operatorname{Var}(U + W) = \operatorname{Var}(U) + \operatorname{Var}(W)", "independent"),
    (r"P(A \cup B) = P(A) + P(B)", "disjoint"),
)


@pytest.mark.parametrize(("equation", "word"), NEEDING)
def test_what_needs_independence_says_so_where_the_text_is_silent(equation: str, word: str) -> None:
    claim, evidence = seen(f"Here ${equation}$.")
    assert (evidence.finding, claim.form, claim.vague) == ("mixed", "identity", False)
    assert evidence.reason.startswith(f"True for {word} ")


@pytest.mark.parametrize(("equation", "word"), NEEDING)
def test_it_holds_where_the_text_says_so(equation: str, word: str) -> None:
    found = last(f"These random quantities are {word}. Therefore ${equation}$.")
    assert found.verdict == "holds"
    assert word in found.reason


def test_it_is_doubted_where_the_text_excludes_it() -> None:
    found = last("For random variables that need not be independent, $E[U W] = E[U] E[W]$.")
    assert found.verdict == "doubtful"


def test_what_a_distribution_makes_true_is_not_accused() -> None:
    fourth = "E[U^4] = 3 E[U^2]^2"
    assert last(
        f"Let $U$ be a random variable, normal with mean zero. Then ${fourth}$."
    ).verdict == ("holds")
    assert last(f"Let $U$ be a random variable. Then ${fourth}$.").verdict == "conditional"
    assert last("For a Poisson random variable $E[U] = \\operatorname{Var}(U)$.").verdict == "holds"


@pytest.mark.parametrize(
    "equation",
    [
        "E[U] = 3", r"P(A) = \frac16", r"\mathrm{Var}(U) = \sigma^2", "E[U] = E[W]",
        r"\mu = E[U]", r"\operatorname{Cov}(U, W) = 0", r"E[U] = \exp(m + \frac{s^2}{2})",
        r"P(A \cap B) = P(A) P(B)", r"p(u \mid w) = p(u)",
    ],
)  # fmt: skip
def test_what_says_something_of_particular_quantities_is_not_accused(equation: str) -> None:
    assert last(f"Here ${equation}$.").verdict in ("definition", "conditional")
    claim, evidence = seen(f"Here ${equation}$.")
    assert claim.vague or evidence.finding == "none" or claim.form != "identity"


def test_a_plain_e_is_an_expectation_only_where_the_text_speaks_of_chance() -> None:
    equation = "$E(2X) = 2E(X)$"
    assert last(f"The random variable has {equation}.").reason.startswith("Both sides agree on")
    assert "sample spaces" not in last(f"The energy is {equation}.").reason


def test_a_line_is_an_average_only_where_the_text_speaks_of_averages() -> None:
    equation = r"$\overline{(u - \bar u)^2} = \overline{u^2} - \bar u^2$"
    assert last(f"Averages over time satisfy {equation}.").verdict == "holds"
    assert "sample spaces" not in last(f"Complex numbers satisfy {equation}.").reason


def test_inequalities_hold_only_if_they_do_on_spaces_of_every_kind() -> None:
    assert last(r"Here $E[U]^2 \le E[U^2]$.").verdict == "holds"
    assert last(r"Here $P(A \cap B) \le P(A)$.").verdict == "holds"
    assert last(r"Here $P(A \cap B) \le P(A) P(B)$.").verdict == "conditional"
    assert last(r"Here $P(U \ge a) \le \frac{E[U]}{a}$.").verdict == "conditional"
    assert last(r"Here $P(A) < 1$.").verdict == "conditional"


def test_total_probability_needs_a_partition() -> None:
    law = r"$P(A) = \sum_{i=1}^n P(A \mid B_i) P(B_i)$"
    assert last(f"For a partition of the events, {law}.").verdict == "holds"
    assert last(f"For events, {law}.").verdict == "conditional"


def test_independence_alone_does_not_make_the_means_vanish() -> None:
    rule = r"$\mathrm{Var}(U W) = \mathrm{Var}(U)\mathrm{Var}(W)$"
    assert last(f"For independent random variables {rule}.").verdict == "conditional"
    assert last(f"For independent, zero-mean random variables {rule}.").verdict == "holds"


@pytest.mark.parametrize(
    "latex",
    [r"\overline{u^2} = \bar{u}^2", r"\overline{1/u} = 1/\bar{u}", r"E[g(U)] = g(E[U])"],
)
def test_an_average_taken_inside_is_an_approximation(latex: str) -> None:
    found = last(f"For the averages we write ${latex}$.")
    assert found.verdict == "conditional"
    assert "nearly constant" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Here $E[U^3] = E[U]^3$.",
        "For all $U$ and $W$ we have $E[UW] = E[U]E[W]$.",
        r"For all events $P(C \cup D) = P(C) + P(D)$.",
    ],
)
def test_what_needs_an_assumption_is_doubted_where_it_is_said_of_all(text: str) -> None:
    assert last(text).verdict == "doubtful"


def test_what_is_true_of_numbers_only_where_both_sides_vanish_is_refuted() -> None:
    assert last(r"Then $\operatorname{Var}(2U) = 2\operatorname{Var}U$.").verdict == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"By Bayes, $p(u \mid w, k) = 2 \frac{p(w \mid u, k) p(u \mid k)}{p(w \mid k)}$.",
        r"$P(C, D, E) = \frac{1}{3} P(C) P(D \mid C) P(E \mid C, D)$",
        r"The events partition the space: $P(D) = 2 \sum_i P(D \mid H_i) P(H_i)$",
    ],
)
def test_a_factor_between_the_sides_on_every_space_is_doubted(text: str) -> None:
    found = last(text)
    assert found.verdict == "doubtful"
    assert "times the right side" in found.reason


def test_how_likely_particular_events_are_is_not_accused() -> None:
    assert last("$P(C) = 2 P(D)$").verdict not in ("refuted", "doubtful")
