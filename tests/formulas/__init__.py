"""What the tests and the benchmark of typed formulas share: answers, a table of formulas, an oracle."""
