"""Compile a source into its student, autograder and solution versions."""
