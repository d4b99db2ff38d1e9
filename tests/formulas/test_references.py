"""The references of the course's typed questions, derived by computer algebra from what the questions ask for."""

import sympy as sp

from .questions import ALL

gamma, x, mu, pi_1 = sp.symbols("gamma x mu pi_1", real=True)
sigma, n_1, n_2, N_1, N_2, v = sp.symbols("sigma n_1 n_2 N_1 N_2 v", positive=True)
g_1, g_2, x_1, x_2, m = sp.symbols("gamma_k1 gamma_k2 x_1 x_2 m", real=True)


def declared(name: str) -> sp.Expr:
    question = ALL[name]
    symbols = {
        symbol.name: symbol for symbol in (gamma, x, mu, pi_1, sigma, n_1, n_2, N_1, N_2, g_1, g_2, x_1, x_2)
    }
    found = sp.sympify(question.reference.replace("^", "**"), symbols)
    for name, text in question.computed.items():
        found = found.subs(sp.Symbol(name), sp.sympify(text.replace("^", "**"), symbols))
    return found


def same(one: sp.Expr, other: sp.Expr) -> bool:
    return sp.simplify(one - other) == 0


def test_the_posterior_is_joint_over_marginal():
    joint = {"1": pi_1 * N_1, "2": (1 - pi_1) * N_2}
    for k, part in joint.items():
        running = {
            sp.Symbol("pi_k"): {"1": pi_1, "2": 1 - pi_1}[k],
            sp.Symbol("N_k"): {"1": N_1, "2": N_2}[k],
        }
        assert same(declared("posterior").subs(running), part / sum(joint.values()))


def test_the_marginal_sums_the_label_out():
    assert same(declared("marginal"), sum(sp.Rational(1, 2) * density for density in (N_1, N_2)))


def test_the_m_step_maximises_the_expected_log_likelihood():
    """Expected log-likelihood of one component, up to constants; both derivatives vanish at the declared formulas."""
    q = sum(g * (-sp.log(v) / 2 - (point - m) ** 2 / (2 * v)) for g, point in ((g_1, x_1), (g_2, x_2)))
    at = {m: declared("mean"), v: declared("variance")}
    assert same(sp.diff(q, m).subs(at), sp.Integer(0))
    assert same(sp.diff(q, v).subs(at), sp.Integer(0))


def test_the_weight_maximises_under_its_constraint():
    """The other component has 1 - gamma of each point, and the weights add up to one."""
    w = sp.Symbol("w", positive=True)
    q = (g_1 + g_2) * sp.log(w) + (2 - g_1 - g_2) * sp.log(1 - w)
    assert same(sp.diff(q, w).subs(w, declared("weight")), sp.Integer(0))


def test_the_derivatives_are_those_of_equations_6_2_and_6_3():
    assert same(declared("dQ_dpi"), sp.diff(n_1 * sp.log(pi_1) + n_2 * sp.log(1 - pi_1), pi_1))
    q = gamma * (-sp.log(2 * sp.pi) / 2 - sp.log(sigma) - (x - mu) ** 2 / (2 * sigma**2))
    assert same(declared("dQ_dmu"), sp.diff(q, mu))
    assert same(declared("dQ_dsigma"), sp.diff(q, sigma))
