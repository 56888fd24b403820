"""Stand-in for the mail server: takes every mail, delivers none, and shows them all on a page."""
