"""Grade submissions without letting the code of a student near the tests."""
