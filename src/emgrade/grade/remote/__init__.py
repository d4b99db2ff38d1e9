"""Both ends of the socket between the judge and the process that runs a student's code.

`session` is the judge's end and `server` the student's. Frames (`wire`) carry plain data from a closed list (`codec`);
functions and everything else stay where they are and cross as numbers (`values`). `shell` and `backend` are the
notebook's surroundings on the student's side. Nothing on that side may import what knows tests; `lint-imports` holds it
to that.
"""
