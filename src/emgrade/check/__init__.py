"""Check that an assignment grades what it should: the reference, the untouched notebook, known answers, leaks."""
