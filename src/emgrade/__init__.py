"""Build, check and grade assignments: source -> build -> grade -> results -> report."""
