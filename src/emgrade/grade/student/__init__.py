"""What runs on the student's side: a clean zygote, a keeper per submission, and the shell that runs the cells.

Nothing in here knows a test, an expected value, a result or a path to any of them.
"""
