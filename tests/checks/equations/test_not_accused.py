"""What is true in the sense that its text gives it is accused of nothing."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def checks(text: str) -> list[EquationCheck]:
    return list(check_formulas(gathered(lex(text)).formulas))


def verdicts(text: str) -> list[str]:
    return [check.verdict for check in checks(text)]


@pytest.mark.parametrize(
    "text",
    [
        r"Thus $q = \sum_{k=0}^{3} \frac{1}{4} q^k$.",
        r"The load is $\ell=\sum_k g_k \ell^k$.",
        r"The field obeys $m = \int_0^1 e^{-m s} ds$.",
    ],
)
def test_an_unknown_summed_on_the_other_side_is_sought(text: str) -> None:
    assert verdicts(text)[0] in ("conditional", "unsupported")


def test_a_sum_up_to_the_left_side_is_still_a_claim() -> None:
    assert verdicts(r"$n = \sum_{k=1}^{n} 2$") == ["refuted"]


def test_a_letter_with_a_running_index_in_square_brackets_is_an_array() -> None:
    (found,) = checks(r"Count them by $c[m] = \sum_{i=0}^{m-1} c[i] \cdot c[m-1-i]$.")
    assert found.verdict not in ("refuted", "doubtful")
    assert found.reading == r"c_{m} = \sum_{i = 0}^{m - 1} c_{i} c_{m - 1 - i}"


@pytest.mark.parametrize(
    "text",
    [
        r"Fermions obey $a_p a_q + a_q a_p = 0$ and hence $a_p a_q = -a_q a_p$.",
        r"A chiral symmetry is $\mathcal{S} H_\textrm{k} \mathcal{S}^{-1} = -H_\textrm{k}$.",
        r"Then $uv + vu = 0$, so $uv = -vu$.",
        r"We find $\tau_x \tau_y = i\tau_z$, hence $\tau_y \tau_x = -i\tau_z$.",
        r"The symmetry commutes, so $\mathcal{R} H = H \mathcal{R}$.",
    ],
)
def test_what_does_not_commute_is_no_number(text: str) -> None:
    assert not {"refuted", "doubtful", "holds"} & {*verdicts(text)}


def test_brackets_multiplied_out_in_order_are_still_numbers() -> None:
    assert verdicts("$(u+v)^2 = u^2 + uv + vu + v^2$") == ["holds"]
    assert verdicts("$(u+v)^2 = u^2 + uv + vu - v^2$") == ["refuted"]
    assert verdicts("$uv + vu = 2uv$") == ["holds"]


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbf{G}_a \mathbf{G}_b^{\top} = (\mathbf{G}_a \mathbf{G}_b^{\top})^{\top}",
        "K = -K^T",
        "KL = (KL)^T",
        "Q^{-1} = Q^T",
    ],
)
def test_a_symmetry_is_a_property(latex: str) -> None:
    assert verdicts(f"Thus ${latex}$.") == ["conditional"]


def test_what_turning_over_twice_gives_back_is_claimed() -> None:
    assert verdicts("Thus $(K^T)^T = K$ and $(KL)^T = L^T K^T$.") == ["holds", "holds"]


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"e^{-57} \approx 10^{-25}", "conditional"),
        (r"4 \cdot 10^3 \cdot 5 \approx 10^4", "conditional"),
        (r"4 \cdot 10^3 \cdot 5 \approx 10^5", "refuted"),
        (r"e^{-12000/(8.3 \cdot 291)} \approx e^{-4.97}", "holds"),
        (r"e^{-12000/(8.3 \cdot 291)} = e^{-4.97}", "holds"),
        (r"e^{-12000/(8.3 \cdot 291)} \approx e^{-5.97}", "refuted"),
    ],
)
def test_a_power_is_as_exact_as_its_exponent(latex: str, verdict: str) -> None:
    assert verdicts(f"${latex}$") == [verdict]


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"1 + y + y^2 + \dots \approx 1 + y", "holds"),
        (r"1 - \frac{y^2}{2} + \dots \approx 1", "holds"),
        (r"1 + y + y^2 + \dots \approx 1 - y", "refuted"),
    ],
)
def test_of_a_series_cut_off_only_what_is_kept_can_be_wrong(latex: str, verdict: str) -> None:
    assert verdicts(f"${latex}$") == [verdict]


def test_a_counterexample_shows_that_both_sides_differ() -> None:
    (found,) = checks(r"$\frac{1}{4} = 0.2500000000001$")
    assert found.counterexample is not None
    assert (found.counterexample.left, found.counterexample.right) == ("0.25", "0.2500000000001")


def test_pi_may_be_a_letter_of_the_text() -> None:
    assert verdicts(r"The diversity is denoted by $\pi$. Here $\pi = 0.012$.") == ["definition"]
    assert verdicts(r"We find $\pi = 0.3$. Thus $2\pi = 0.6$.") == ["definition", "holds"]
    given = verdicts(r"Let $\pi_1 = 0.2$ and $\pi_2 = 0.8$. Thus $\pi_1 + \pi_2 = 1$.")
    assert given == ["definition", "definition", "holds"]


def test_a_wrong_value_of_the_number_pi_is_still_wrong() -> None:
    assert verdicts(r"$\pi = 3.15$") == ["refuted"]
    assert verdicts(r"The ratio, called $\pi$ for every circle, gives $2\pi = 7.1$.") == ["refuted"]


def test_j_is_the_imaginary_unit_of_electrical_engineers() -> None:
    text = r"The signal is $s(t) = e^{j\omega t}$, so $|e^{j\omega t}| = 1$ and $\frac{1}{j} = -j$."
    assert verdicts(text) == ["definition", "holds", "holds"]
    assert verdicts(r"$\sin\omega t = \frac{e^{j\omega t} - e^{-j\omega t}}{2j}$") == ["holds"]
    assert verdicts(r"$e^{j\phi} e^{j\theta} = e^{j(\phi + \theta)}$") == ["holds"]
    assert verdicts(r"Here $e^{-j0\omega} = 1$ beside $e^{j\omega}$.")[0] == "holds"
    assert verdicts(r"With $e^{j\omega t}$ we get $(2 + j)^2 = 3 - 4j$.") == ["refuted"]


def test_an_index_j_is_no_imaginary_unit() -> None:
    text = r"With $e^{j\omega t}$ we find $\sum_{j=1}^{3} j = 6$ and $\sum_{j=1}^{3} j = 7$."
    assert verdicts(text) == ["holds", "refuted"]
    assert "holds" not in verdicts("Take $i^2 = -1$ and $j^2 = -1$ with $ij = 3$.")[1:]


def test_a_prime_set_as_text_is_a_prime() -> None:
    table = r"u_1' = 2 & u_2\mbox{'} = 3 \\ u_3\text{'} = 4 & u_4' = 5"
    assert verdicts(rf"$$\begin{{array}}{{ll}} {table} \end{{array}}$$") == ["definition"] * 4


@pytest.mark.parametrize("latex", [r"\pi(30) = 10", r"\pi( (3+2i) ) = (13)", r"\pi(0) = 0.25"])
def test_pi_before_brackets_may_be_a_function(latex: str) -> None:
    assert verdicts(f"Here ${latex}$.") in (["definition"], ["unsupported"])


def test_pi_before_brackets_is_the_number_where_that_is_true_or_it_is_a_factor() -> None:
    assert verdicts(r"$\pi(4^2) = 50.3$") == ["holds"]
    assert verdicts(r"$\pi(2 + 3) = 5\pi$") == ["holds"]
    assert verdicts(r"$\pi(2 + 3) = 6\pi$") == ["refuted"]
    assert verdicts(r"$2\pi(3) = 5$") == ["refuted"]


@pytest.mark.parametrize(
    "latex",
    [
        r"(M^\top M)^{-1} M^\top b = M^\dagger b",
        r"(M^T M)^{-1} M^T = M^+",
    ],
)
def test_a_dagger_beside_a_transpose_is_no_adjoint(latex: str) -> None:
    assert verdicts(f"Let $M$ be a matrix. Then ${latex}$.")[-1] == "definition"


def test_a_dagger_alone_is_the_adjoint() -> None:
    assert verdicts(r"Let $M$ be a matrix. Then $(MN)^\dagger = N^\dagger M^\dagger$.") == ["holds"]


@pytest.mark.parametrize(
    "latex",
    [
        "YZYZ = -YYZZ",
        "YZYZ = YYZZ",
        r"\sigma_1 \sigma_2 \sigma_1 = 2\sigma_1^2 \sigma_2",
        "uvuv + uuvv = 1",
    ],
)
def test_letters_in_two_orders_make_words_that_need_not_commute(latex: str) -> None:
    assert verdicts(f"Thus ${latex}$.")[0] in ("unsupported", "conditional")


def test_a_product_said_in_another_order_with_signs_or_differentials_is_one_of_numbers() -> None:
    assert verdicts(r"$u \cdot v \cdot u = u^2 v$") == ["holds"]
    assert verdicts(r"$\int_0^1\int_0^2 u v du dv = 1$") == ["holds"]
    both = r"\int_0^1\int_0^1 u v du dv = \int_0^1\int_0^1 u v dv du"
    assert verdicts(f"${both}$") == ["holds"]


def test_values_on_both_sides_are_those_of_a_function() -> None:
    text = r"We set $\beta = 0.4$. Then $\beta(9) = \beta(1000 + 9) = \beta(9 - 500)$."
    assert not {"refuted", "doubtful", "holds"} & {*verdicts(text)}


def test_a_value_on_one_side_may_be_a_product() -> None:
    assert verdicts("We set $b = 4$. Then $b(3) = 12$.")[-1] == "holds"


@pytest.mark.parametrize(
    "text",
    [
        r"For an ideal gas, $g_k = g_k^{\circ} + R T \ln\frac{x_k p}{p^{\circ}}$.",
        r"So $q = \frac{7}{2^4} = 0.4375,\;\text{ or }\; q = \frac{9}{2^4} = 0.5625$.",
        r"We have $E[c] = c$ for any constant $c$.",
        r"In characteristic $p$ we have $(u+v)^p=u^p+v^p$.",
    ],
)
def test_marks_choices_constants_and_characteristics_are_no_mistakes(text: str) -> None:
    checks = check_formulas(gathered(lex(text)).formulas)
    assert not [check for check in checks if check.verdict in ("refuted", "doubtful")]


@pytest.mark.parametrize(
    "text",
    [
        r"The error is $\sqrt{1.2^2 + 1.6^2} \approx 2\%$.",
        r"Let $g(u)=u^2$. So $g(n) := 3n$ is another one.",
        r"Entonces $|2|>3$, lo cual es absurdo.",
        r"The number splits as $(2) = (1+i)^2$.",
        r"Soit $g(u)=-u^2$. Si $g''(u_0)=0$, on ne sait rien.",
    ],
)
def test_percent_new_meanings_denials_and_ideals_are_no_mistakes(text: str) -> None:
    checks = check_formulas(gathered(lex(text)).formulas)
    assert not [check for check in checks if check.verdict in ("refuted", "doubtful")]


@pytest.mark.parametrize(
    "text",
    [
        r"The gain is $-3 + \frac{-10.3}{-10} = -3 + 1$.",
        r"Prices then settle at $\pi = 4$.",
        r"Since $\zeta^N = 1$, $(\zeta^3)^k = (\zeta^3)^{k \mod N}$ for every $k$.",
        r"If $K$ is a subgroup, then $|K + K| = |K|$.",
        r"Reversed, the path is $(-\gamma)(s) = \gamma(1 - s)$.",
        r"If $h(x) = \sqrt{x}$ then $h'(x) = \frac{1}{2\sqrt x}$. Now define $h(x) = \frac{1}{x}$.",
    ],
)
def test_rounded_terms_own_letters_and_what_a_sentence_gives_are_no_mistakes(text: str) -> None:
    assert not {"refuted", "doubtful"} & {*verdicts(text)}


def test_a_slip_beside_a_common_term_is_still_one() -> None:
    assert verdicts(r"The gain is $-3 + \frac{-10.3}{-10} = -3 + 2$.") == ["refuted"]


def test_rows_that_hold_under_conditions_of_their_own_are_values_of_one_side() -> None:
    text = r"""\begin{eqnarray}
g(u) &=& 0, u < 0 \\
     &=& u, 0 <= u < 1 \\
     &=& 2 - u, 1 < u <= 2 \\
     &=& 0, u > 2
\end{eqnarray}"""
    assert {check.verdict for check in checks(text)} == {"definition"}
    assert [check.reading for check in checks(text)][2] == r"g\left(u\right) = 2 - u"


def test_what_leaves_all_letters_of_a_line_free_does_not_contradict_it() -> None:
    text = (
        r"Thus $z = (-q+w)/2$ satisfies $z^2 + qz + r = (-q+w)^2/4 + q(-q+w)/2 + r$. "
        r"Rearranging we get $w^2/4 + r - q^2/4 = (q^2-4r)/4 + r - q^2/4$."
    )
    assert "doubtful" not in verdicts(text)


def test_i_behind_pi_is_the_imaginary_unit_also_before_brackets() -> None:
    text = r"We get $2J = 2\pi i \left(-\frac{1}{6} i b^{-2}\right)$, so $J = \frac{\pi}{6b^2}$."
    assert verdicts(text)[-1] == "holds"
    assert verdicts(r"So $2\pi i (-i e^{c \pi i/2}) = 2\pi i e^{c \pi i/2}$.") == ["refuted"]


def test_an_environment_of_the_text_s_own_is_a_place_of_its_own() -> None:
    text = (
        "\\begin{eg}\nWe find $K = \\frac{\\pi}{4b}$.\n\\end{eg}\n\n"
        "\\begin{eg}\nHence $3 K = \\frac{b}{2}$.\n\\end{eg}\n"
    )
    assert "doubtful" not in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        r"The units obey $\mathrm{i}\mathrm{j} = -\mathrm{j}\mathrm{i} = \mathrm{k}$.",
        r"There is a path $p: a^0 = a^1$, and for reflexivity $q^{-1} \equiv q$.",
        r"Since it is a category, we have $p: c^0 = c^1$ with an end.",
        r"Among the classes, $\overline 3 \times \overline 4 = \overline 0$.",
        r"The spread of the mean is s/$\sqrt{50} \approx 0.42$.",
        r"Reckon with jets by the rule that $\eta^2 = 0$. So $(u + \eta v)^2 = u^2 + 2 \eta u v$.",
        r"A wave plate at $30^\circ$ has $\cos(2\cdot 30) = 0.5$.",
        r"By chance, $\pi \approx 1/800$ for a pair of sequences.",
        r"The integral is $c_{xx} (0) = \int_0^1 3 + 2t \, dt$.",
        r"$6 c_2 + 12 c_3 s + O(s^2) = 1 + O(s^2)$",
        r"$\lambda = \frac{6.6 \cdot 10^{-34}}{5.4 \cdot 10^{-24}} \approx 1.22 \ \mathrm{Å}$",
        r"Following the fluid, $\frac{D^2 s}{Dt^2} = \frac{D}{Dt}\left(\frac{Ds}{Dt}\right)$.",
        r"$\begin{aligned} q &= 82\% \\ \text{SE($q$)} &= \sqrt{.8 \cdot .2 / 100} \end{aligned}$",
        r"By Pythagoras $\N{u + w}^2 = \N{u}^2 + \N{w}^2$.",
        r"$\cos(2a) = \cos^2(a) - \sin^2(a) \hspace{1cm} \sin(2a) = 2\sin(a)\cos(a)$",
        r"$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \times \begin{bmatrix} 2 & 2 \\ 2 & 2 "
        r"\end{bmatrix} = \begin{bmatrix} 2 & 4 \\ 6 & 8 \end{bmatrix}$",
        r"Over the base, $A \times_S B = B \times_S A$.",
        r"Divide by the first prime: \(90=2.\)\(\stackrel{45}{}\)",
        r"Diagonal: $\begin{pmatrix} 2 & 0 \\ 0 & 3 \end{pmatrix} = "
        r"\begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix} {\begin{pmatrix} 3 & 0 \\ 0 & 2 "
        r"\end{pmatrix} \begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix}}^{-1}$",
        r"$\begin{aligned} h(u) &= e^{u} \sin u && \quad \text{using } k(u) = \sin u \\ "
        r"&= \sin u \, e^{u} \end{aligned}$",
        r"Take $k(z) = \frac{e^z}{z^3}$. Its residue is found by $\lim_{z \to 0} \frac{1}{2} "
        r"\frac{d^2}{dz^2} (z^3 k(z)) = \lim_{z \to 0} \frac{1}{2} \frac{d^2}{dz^2} e^z$.",
    ],
)
def test_notation_of_other_fields_is_no_mistake(text: str) -> None:
    found = checks(text)
    assert found
    assert not {"refuted", "doubtful"} & {check.verdict for check in found}


def test_plain_numbers_in_a_sine_may_be_degrees_but_then_must_be_right() -> None:
    assert verdicts(r"$\sin 30 = 0.5$") == ["holds"]
    assert verdicts(r"$\sin 30 = 0.6$") == ["refuted"]


def test_a_determinant_says_by_its_power_how_large_the_matrix_is() -> None:
    (found,) = checks(r"Each of the rows of $A$ is scaled: $\det(3A) = 3^4 \det A$.")[-1:]
    assert (found.verdict, found.reason) == (
        "holds", "Both sides agree at 4 points (with 4×4 matrices).",
    )  # fmt: skip


def test_a_limit_written_under_with_underset_is_one() -> None:
    assert verdicts(r"$\underset{u \to 0}\lim \frac{\sin u}{u} = 1$") == ["holds"]
    assert verdicts(r"$\underset{u \to 0}\lim \frac{\sin u}{u} = 2$") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"The rate is $\frac{20}{60} = 33\frac{1}{3}\%$.",
        r"They are $30 000 + 5000 = 35 000$ in all.",
        r"Just below $4$ we have $\lim_{u \to 4^{-}} [u] = 3$.",
        r"Every derivative is the same: $(e^{u})^{(n)} = e^{u}$.",
        r"Constants stay: $(cf)'(x) = c\,f'(x)$.",
    ],
)
def test_mixed_percents_grouped_digits_whole_parts_and_orders_of_derivatives_hold(
    text: str,
) -> None:
    assert verdicts(text) == ["holds"]


def test_the_same_with_a_slip_do_not_hold() -> None:
    assert verdicts(r"The rate is $\frac{20}{60} = 36\frac{1}{3}\%$.") == ["refuted"]
    assert verdicts(r"The second derivative is $(u^3)^{(2)} = 3u$.") == ["refuted"]
    assert (
        "holds" not in verdicts(r"Also $(e^{u})^{(n)} = e^{u}$, so $(e^{2u})^{(n)} = e^{2u}$.")[1:]
    )


def test_what_conventions_differ_about_is_not_accused() -> None:
    assert verdicts(r"We take $\arccsc(-1) = \tfrac{3\pi}{2}$.") == ["unsupported"]


@pytest.mark.parametrize(
    "text",
    [
        r"The unit is small ($1\text{ amu} = 1.66 \cdot 10^{-27}$ kg).",
        r"Added up, $-0.276819706 - 0.150066096 = -0.426885803$.",
        r"A pair is stable up to $\arcsin m_c = 45^\circ$.",
        r"Altogether antisymmetric: space$(+1) = -1$.",
        r"The quartiles are $Q = s_{o}[4] = 24$ and hence $R = s_{o}[6] = 35$.",
        r"| $\frac13 = \frac26$ | $= 1/4$, $= 3/4$ |",
        r"We set $\beta = \frac12$. Hence the bound $\beta - 1 = (0.2 \pm 2.5) \cdot 10^{-5}$.",
    ],
)
def test_units_behind_positions_in_lists_and_measured_values_are_no_mistakes(text: str) -> None:
    assert not {"refuted", "doubtful"} & {*verdicts(text)}


def test_two_decimals_are_added_to_the_last_digit() -> None:
    assert verdicts(r"Added up, $2.51 + 1.22 = 3.74$.") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"The largest is almost $2^{1024} \approx 2 \cdot 10^{308}$.",
        r"By its series, $e^{Bs} = I + Bs + \frac{(Bs)^2}{2!} + \dots$",
    ],
)
def test_one_right_digit_and_an_identity_matrix_are_no_mistakes(text: str) -> None:
    assert not {"refuted", "doubtful"} & {*verdicts(text)}


def test_one_wrong_digit_is_a_mistake() -> None:
    assert verdicts(r"The largest is almost $2^{1024} \approx 3 \cdot 10^{308}$.") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"We have\[ 2 + 2 = 5 \]and go on.",
        "Therefore\\begin{equation} 2 + 2 = 5 \\end{equation} and so on.",
        r"We walk $5 \cdot 6 = 31$ m in all.",
        r"Then $2 + 2 = 5$ A remark follows.",
    ],
)
def test_a_mistake_that_touches_a_word_or_has_its_unit_behind_it_is_one(text: str) -> None:
    assert "refuted" in verdicts(text)
