"""Build, prove and grade assignments: source -> build -> grade -> results -> report."""
