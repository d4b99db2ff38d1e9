"""What a student reads: sentences, carets, and the formula shown back."""

from dataclasses import replace

import numpy as np
import pytest
import sympy

from emkit.formula import Question, check, read

from ..formulas.questions import ALL

POSTERIOR, MEAN, VARIANCE, WEIGHT, DQ_DMU, DQ_DSIGMA = (
    ALL[name].names for name in ("posterior", "mean", "variance", "weight", "dQ_dmu", "dQ_dsigma")
)


@pytest.mark.parametrize(
    ("text", "caret"),
    [
        ("pi_k +", 6),
        ("2 x", 2),
        ("__import__", 0),
        ("pi_k N_k", 5),
        ("(pi_k*N_k)/pi_1*N_1)", 19),
        ("((pi_k)", 0),
    ],
)
def test_error_points_at(text, caret):
    assert read(text, POSTERIOR).offset == caret


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        (POSTERIOR, "pi_k N_k", "Put * between pi_k and N_k, if you mean their product."),
        (POSTERIOR, "2(pi_k)", "Put * between 2 and (, if you mean their product."),
        (POSTERIOR, "(pi_k)(N_k)", "Put * between ) and (, if you mean their product."),
        (POSTERIOR, "pi_kN_k", "Put * between pi_k and N_k, if you mean their product."),
        (POSTERIOR, "πkNk", "Put * between pi_k and N_k, if you mean their product."),
        (POSTERIOR, "pi_k x N_k", "Type a product with *."),
        (POSTERIOR, "sum(pi_j*N_j)", "sum is not offered here: write the sum out term by term."),
        (POSTERIOR, "pi_j*N_j", "pi_j is not offered here; did you mean pi_1, pi_2 or pi_k?"),
        (VARIANCE, "pow(x_1, 2)", "pow is not offered here: type a power with ^."),
        (VARIANCE, "(x_1 - hat{mu}_k)^2", "hat is not offered here; did you mean hatmu_k?"),
        (POSTERIOR, "np.exp(pi_k)", "np is not offered here: type the function alone, as in log(...)."),
        (POSTERIOR, "pi*N_k", "pi is not offered here; did you mean pi_1, pi_2 or pi_k?"),
        (POSTERIOR, "pik*N_k", "pik is not offered here; did you mean pi_k?"),
        (POSTERIOR, "Pi_k*N_k", "Pi_k is not offered here; did you mean pi_k?"),
        (POSTERIOR, "n_k*pi_k", "n_k is not offered here; did you mean N_k?"),
        (VARIANCE, "x_1 - mu_k", "mu_k is not offered here; did you mean hatmu_k?"),
        (VARIANCE, "x_1 - muhat_k", "muhat_k is not offered here; did you mean hatmu_k?"),
        (VARIANCE, "x_1 - mu_hat_k", "mu_hat_k is not offered here; did you mean hatmu_k?"),
        (VARIANCE, "(x_1 - hatmu)^2", "hatmu is not offered here; did you mean hatmu_k?"),
        (MEAN, "gama_k1*x_1", "gama_k1 is not offered here; did you mean gamma_k1?"),
        (MEAN, "gamma_k_1*x_1", "gamma_k_1 is not offered here; did you mean gamma_k1?"),
        (MEAN, "gamma_1k*x_1", "gamma_1k is not offered here; did you mean gamma_k1?"),
        (MEAN, "gamma_11*x_1", "gamma_11 is not offered here; did you mean gamma_k1?"),
        (DQ_DMU, "gamma*(x - mu_1)/sigma^2", "mu_1 is not offered here; did you mean mu?"),
        (DQ_DMU, "gamma*(x - mu)/sigma2", "sigma2 is not offered here; did you mean sigma^2?"),
        (DQ_DMU, "gamma*(x - mu)/sigme^2", "sigme is not offered here; did you mean sigma?"),
        (
            WEIGHT,
            "N_k/2",
            "N_k is not offered here; you can use gamma_k1 and gamma_k2, and exp, ln, log, sqrt and abs.",
        ),
        (WEIGHT, "log10(gamma_k1)", "log10 is not offered here: log is the natural logarithm."),
        (WEIGHT, "e^gamma_k1", "e is not offered here; did you mean exp(...)?"),
        (WEIGHT, "squrt(gamma_k1)", "squrt is not offered here; did you mean sqrt?"),
        (WEIGHT, "log gamma_k1", "log needs parentheses around what it is applied to: log(...)."),
        (WEIGHT, "\\frac{1}{2}", "LaTeX is not read here: type a fraction as (a)/(b)."),
        (WEIGHT, "\\gamma_{k1}/2", "LaTeX is not read here: type gamma without the backslash."),
        (WEIGHT, "$gamma_k1/2$", "LaTeX is not read here: leave the dollar signs out."),
        (WEIGHT, "0,5*gamma_k1", "Write decimals with a point, as in 0.5."),
        (WEIGHT, "w = gamma_k1", "Type only what stands to the right of the equals sign."),
        (WEIGHT, "gamma_k1//2", "Type a quotient with one / only."),
        (WEIGHT, "gamma_k1*/2", "Something is missing between * and /."),
        (WEIGHT, "(gamma_k1 + )/2", "Something is missing after +."),
        (WEIGHT, "...", "There is no answer yet: replace the ... with your formula."),
        (WEIGHT, ..., "There is no answer yet: replace the ... with your formula."),
        (WEIGHT, None, "The answer should be a formula in quotation marks; it is None."),
        (WEIGHT, 0.5, "The answer should be a formula in quotation marks; it is a number."),
        (WEIGHT, " ", "The answer is empty: type a formula between the quotation marks."),
        (WEIGHT, "x" * 3000, "The answer is 3,000 characters long; at most 2,000 are read."),
    ],
)
def test_sentence(question, text, sentence):
    assert read(text, question).message == sentence


GRAD, MARGINAL = ALL["dQ_dpi"].names, ALL["marginal"].names
ALONE, COLON = "Type the formula alone, without an equation.", "Type a quotient with /, not with a colon."
EITHER = "Put ^ between ) and 2 for a power, or * for a product."
NOT_OFFERED = "is not offered here; you can use"


@pytest.mark.parametrize(
    ("question", "text", "sentence", "caret"),
    [
        (GRAD, "S_1/pi_1 - S_2/(1-pi_1) = 0", ALONE, 24),
        (WEIGHT, "(gamma_k1+gamma_k2)/2 = pi_k", ALONE, 22),
        (WEIGHT, "(gamma_k1+gamma_k2)/2 # n = 2", "Type the formula alone, without a comment.", 22),
        (WEIGHT, "(gamma_k1+gamma_k2):2", COLON, 19),
        (POSTERIOR, "pi_k*N_k : (pi_1*N_1 + pi_2*N_2)", COLON, 9),
        (VARIANCE, "gamma_k1*sq(x_1-hatmu_k)", "sq is not offered here: type a power with ^.", 9),
        (MEAN, "(w_1*x_1+w_2*x_2)/(w_1+w_2)", f"w_1 {NOT_OFFERED}", 1),
        (MARGINAL, "p_1*N_1+p_2*N_2", f"p_1 {NOT_OFFERED}", 0),
        (WEIGHT, "(gamma_k1+gamma_k2)/(gamma_1i+gamma_2i)", f"gamma_1i {NOT_OFFERED}", 21),
        (MEAN, "np.average([x_1, x_2], weights=[gamma_k1, gamma_k2])", "np is not offered here: type", 0),
        (POSTERIOR, "P(z=k)*P(x|z=k)/P(x)", f"P {NOT_OFFERED}", 0),
        (POSTERIOR, "pi_k.N_k/(pi_1.N_1+pi_2.N_2)", "Type a product with *, not with a dot.", 4),
        (MARGINAL, "\tfrac12 (N_1+N_2)", "LaTeX is not read here: type a fraction as (a)/(b).", 0),
        (MARGINAL, "1/2*N_1(x)+1/2*N_2(x)", "Leave out the parentheses behind N_1 and what is in them:", 7),
        (VARIANCE, "(gamma_k1*(x_1-hatmu_k)2+gamma_k2*(x_2-hatmu_k)2)", EITHER, 23),
        (WEIGHT, "y = gamma_k1", "Type only what stands to the right of the equals sign.", 2),
        (WEIGHT, "y : gamma_k1", "Type the formula alone, without what stands to the left of the colon.", 2),
        (WEIGHT, "exp(gamma_k1 = 2)", ALONE, 13),
        (WEIGHT, "gamma_k1.real", "A dot can only be part of a number;", 8),
        (MARGINAL, "N_1(N_2)", "Put * between N_1 and (", 3),
        (MARGINAL, "N_1*\frac{1}{2}", "LaTeX is not read here: type a fraction as (a)/(b).", 4),
    ],
)
def test_following_the_sentence_leads_to_a_right_formula_not_to_another_wrong_one(
    question, text, sentence, caret
):
    verdict = read(text, question)
    assert verdict.message.startswith(sentence)
    assert verdict.offset == caret


@pytest.mark.parametrize("letter", ["alpha", "lambda", "theta", "Sigma", "pi"])
def test_every_greek_letter_is_one(letter):
    assert read(f"{letter}_1", [f"{letter}_1"])._repr_latex_() == f"$\\displaystyle \\{letter}_1$"
    said = f"LaTeX is not read here: type {letter} without the backslash."
    assert read(f"\\{letter}_1", [f"{letter}_1"]).message == said


@pytest.mark.parametrize("quotes", ["„“", "‚‘", "«»", "‹›", "‟‛"])
def test_quotation_marks_of_any_language(quotes):
    sentence = "Leave out this quotation mark: the text itself is the formula."
    assert read(f"{quotes[0]}x{quotes[1]}", ["x"]).message == sentence
    assert read(f"x{quotes[1]}", ["x"]).message == sentence


@pytest.mark.parametrize(
    ("names", "text", "sentence"),
    [
        (["sigma", "x"], "x/Σ", "Sigma is not offered here; did you mean sigma?"),
        (["n", "x"], "x/𝑁", "N is not offered here; did you mean n?"),
    ],
)
def test_a_pasted_capital_is_another_letter(names, text, sentence):
    assert read(text, names).message == sentence
    assert read(text.replace("Σ", "σ").replace("𝑁", "𝑛"), names).status == "readable"


class Mine:
    pass


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (lambda x: x, "a function"),
        (np.array(["x"]), "an array"),
        (sympy.Symbol("x") * 2, "a value of type Mul"),
        (Mine(), "a value of type Mine"),
        ({"x": 1}, "a dict"),
        (2j, "a number"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(answer, what):
    sentence = f"The answer should be a formula in quotation marks; it is {what}."
    assert read(answer, WEIGHT).message == sentence


def test_a_numpy_text_is_a_text():
    assert read(np.str_("gamma_k1/2"), WEIGHT) == read("gamma_k1/2", WEIGHT)


@pytest.mark.parametrize(
    ("one", "other"),
    [("foo*N_k", "bar*pi_k"), ("2 pi_k", "N_k N_1"), ("x" * 2500, "x" * 2600), ("05*pi_k", "007"), (3, [])],
)
def test_mistakes_that_differ_in_what_was_typed_alone_are_counted_together(one, other):
    first, second = read(one, POSTERIOR), read(other, POSTERIOR)
    assert first.message != second.message
    assert first.general == second.general


def test_points_to_try_are_counted_together_and_slips_by_their_sentence():
    question = ALL["posterior"]
    tried = [check(f"pi_k*N_k/(pi_1^{n}*N_1 + pi_2^{n}*N_2)", question) for n in (2, 3)]
    assert tried[0].message != tried[1].message
    assert tried[0].general == tried[1].general
    told = check(next(iter(question.slips)), question)
    assert told.general == told.message


def test_a_mistake_is_shown_with_a_caret():
    assert str(read("pi_k N_k/(pi_1*N_1)", POSTERIOR)).splitlines() == [
        "Put * between pi_k and N_k, if you mean their product.",
        "    pi_k N_k/(pi_1*N_1)",
        "         ^",
    ]


@pytest.mark.parametrize(
    ("text", "echo", "caret"),
    [
        ("πₖ·Nₖ)", "    πₖ·Nₖ)", "         ^"),
        ("μ̂_k q", "    μ̂_k q", "        ^"),  # a combining hat takes no column
        ("\n\tpi_k\nN_k", "      pi_k N_k", "           ^"),
        ("pi_k\x1b[31m", r"    pi_k\x1b[31m", "        ^"),
        ("\u202epi_k", r"    \u202epi_k", "    ^"),
        ("\ud800", r"    \ud800", "    ^"),
        ("你好", "    你好", "    ^"),
        ("<b onerror>pi_k", "    ‹b onerror>pi_k", "    ^"),
    ],
)
def test_the_echo_is_harmless_and_the_caret_is_in_place(text, echo, caret):
    question = VARIANCE if "μ" in text else POSTERIOR
    shown = str(read(text, question))
    assert shown.splitlines()[1:] == [echo, caret]
    shown.encode("utf-8")


def test_a_long_line_is_cut_around_the_caret():
    shown = str(read("1 + " * 100 + "x" + " + 1" * 50, POSTERIOR)).splitlines()
    assert all(len(line) < 100 for line in shown[1:])
    assert shown[1][shown[2].index("^")] == "x"


@pytest.mark.parametrize(
    ("question", "text", "latex"),
    [
        (POSTERIOR, "pi_k*N_k/(pi_1*N_1 + pi_2*N_2)", r"\frac{\pi_k N_k}{\pi_1 N_1 + \pi_2 N_2}"),
        (POSTERIOR, "pi_k*N_k/pi_1*N_1 + N_2", r"\frac{\pi_k N_k}{\pi_1} N_1 + N_2"),
        (VARIANCE, "(x_1 - hatmu_k)^2", r"\left(x_1 - \hat{\mu}_k\right)^{2}"),
        (VARIANCE, "gamma_k1^-1", r"\gamma_{k1}^{-1}"),
        (VARIANCE, "-x_1^2", r"-x_1^{2}"),
        (VARIANCE, "(-x_1)^2", r"\left(-x_1\right)^{2}"),
        (VARIANCE, "x_1 - (x_2 - 1)", r"x_1 - \left(x_2 - 1\right)"),
        (VARIANCE, "x_1*-x_2", r"x_1 \left(-x_2\right)"),
        (VARIANCE, "x_1*2", r"x_1 \cdot 2"),
        (VARIANCE, "2^3^x_1", "2^{3^{x_1}}"),
        (VARIANCE, "(2^3)^x_1", r"\left(2^{3}\right)^{x_1}"),
        (VARIANCE, "sqrt(x_1)*log(x_2)", r"\sqrt{x_1} \log\left(x_2\right)"),
        (VARIANCE, "1e-3*x_1", r"{1 \cdot 10^{-3}} x_1"),
        (DQ_DSIGMA, "gamma/sigma^2", r"\frac{\gamma}{\sigma^{2}}"),
    ],
)
def test_what_was_understood_is_shown_as_mathematics(question, text, latex):
    assert read(text, question)._repr_latex_() == f"$\\displaystyle {latex}$"


def test_what_is_invalid_is_shown_as_a_sentence():
    verdict = read("pi_k N_k", POSTERIOR)
    assert verdict._repr_latex_() is None
    assert repr(verdict) == str(verdict)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("posterior", "-pi_k*N_k/(pi_1*N_1 + pi_2*N_2)", "The size is right; look at the signs."),
        ("posterior", "(pi_1*N_1 + pi_2*N_2)/(pi_k*N_k)", "Look again at what belongs above the bar"),
        ("posterior", "pi_k*N_1/(pi_1*N_1 + pi_2*N_2)", "Right only for k = 1"),
        ("posterior", "pi_2*N_2/(pi_1*N_1 + pi_2*N_2)", "Right only for k = 2"),
        ("posterior", "pi_k*N_k/(pi_1*N_2 + pi_2*N_1)", "Check where you use N_1 and where N_2."),
        ("posterior", "1 - pi_k*N_k/(pi_1*N_1 + pi_2*N_2)", "Whose share is this?"),
        ("posterior", "pi_k/(pi_1 + pi_2)", "Your formula does not depend on N_1"),
        ("posterior", "pi_k*N_k/(pi_1*N_1 - pi_2*N_2)", "Exchange pi_1 with pi_2 and N_1 with N_2"),
        (
            "posterior",
            "pi_k*N_k/(pi_1*N_1 + pi_2*N_2)^2",
            "Multiply N_1 and N_2 by ten: the answer should not",
        ),
        ("posterior", "log(pi_k*N_k) - log(pi_1*N_1 + pi_2*N_2)", "You took a logarithm"),
        ("mean", "(gamma_k1*x_1 + gamma_k2*x_2)/gamma_k1 + gamma_k2", "Put parentheses around what is below"),
        ("mean", "gamma_k1*x_1 + gamma_k2*x_2/(gamma_k1 + gamma_k2)", "Put parentheses around what is above"),
        ("mean", "(gamma_k1*x_1 - gamma_k2*x_2)/(gamma_k1 + gamma_k2)", "Add ten to x_1 and x_2: the answer"),
        ("weight", "gamma_k1 + gamma_k2/2", "Put parentheses around what is above the bar."),
        ("weight", "(gamma_k1 + gamma_k2)/2 + 1", "You are off by the same amount everywhere"),
        ("weight", "(gamma_k1 + gamma_k2)/3", "You are off by the same factor everywhere"),
        ("weight", "(gamma_k1 + gamma_k2)/2.00001", "You are off by the same factor everywhere"),
        ("weight", "gamma_k1 - gamma_k1", "Your formula is the same number whatever the data are"),
        ("weight", "gamma_k1/0", "Your formula has no value anywhere"),
        (
            "mean",
            "exp(log(gamma_k1*x_1 + gamma_k2*x_2) - log(gamma_k1 + gamma_k2))",
            "In places your formula has no value",
        ),
        ("weight", "((gamma_k1 + gamma_k2)/2)^1/2", "You are off by the same factor"),
        ("variance", "(x_1 - hatmu_k)*(hatmu_k - x_2)*1.00001 + 1e-9", "Very close, but not equal"),
        ("dQ_dmu", "gamma*(x - mu)/sigma", "Check the units of each term."),
    ],
)
def test_wrong_answers_are_diagnosed(name, text, sentence):
    verdict = check(text, replace(ALL[name], slips={}))
    assert verdict.status == "wrong"
    assert verdict.message.startswith(sentence)


def test_a_number_may_be_the_answer():
    question = Question("constant", {"x": (1, 2)}, reference="1/2")
    assert check("1/3", question).message.startswith("You are off by the same factor everywhere")
    assert check("x - x + 1/2", question).correct


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x^1.01 + y/100", "Very close, but not equal"),
        ("x + y/100 + abs(x - 1.5) + x - 1.5", "Your formula is right in places"),
    ],
)
def test_right_in_places_is_said_only_where_it_is(text, sentence):
    question = Question("places", {"x": (1, 1.6), "y": (1, 2)}, reference="x + y/100")
    assert check(text, question).message.startswith(sentence)


def test_a_range_without_a_quantity_is_one_of_the_answer():
    question = Question("share", {"x": (1, 2), "y": (3, 4)}, reference="x/(x + y)", between=(0, 1))
    assert check("x*y^2 + x", question).message.endswith("Can the answer be outside 0 to 1?")


def test_parentheses_that_are_missing_get_a_caret():
    verdict = check("pi_k*N_k/pi_1*N_1 + pi_2*N_2", ALL["posterior"])
    assert str(verdict).splitlines() == [
        "Put parentheses around what is below the bar.",
        "    pi_k*N_k/pi_1*N_1 + pi_2*N_2",
        "             ^",
    ]


def test_the_last_resort_is_a_point_to_try_by_hand():
    verdict = check("pi_k*N_k/(pi_1^2*N_1 + pi_2^2*N_2)", ALL["posterior"])
    assert verdict.message.startswith("Try it at pi_1 = 0.")
    assert verdict.message.endswith("Can a responsibility be outside 0 to 1?")
    assert "pi_2" not in verdict.message, "what follows from the rest is not listed"
