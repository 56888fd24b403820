"""One city as a file, and back: what the database holds. Files and keys of cases are carried by their own apps as
``Part``; ``config.archives`` puts them together. The format: ``docs/operations/city-archive.md``."""
