"""Results for readers: CSV, HTML, Gradescope."""
