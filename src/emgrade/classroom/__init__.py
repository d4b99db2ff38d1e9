"""Many submissions: intake, store, run, resume."""
