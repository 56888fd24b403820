"""Measures: ``make bench``, or ``make bench ONLY=pages``. Prints a table, writes ``build/bench.json``; asserts nothing."""
