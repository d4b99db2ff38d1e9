"""What travels with the notebooks: checks worded for students, typed formulas, figures."""
