"""Paying in a rehearsal: everything is as with a real provider, except that there is no money."""
