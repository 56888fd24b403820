"""What a backend of PostgreSQL holds, and how to make it learn a table."""

from __future__ import annotations

from pathlib import Path

# Read and written as a page does, without a row: what is kept is about the table, not about its content.
TOUCH = "SELECT * FROM {table} LIMIT 1; INSERT INTO {table} SELECT * FROM {table} WHERE false"
MEBIBYTE = 1024  # in the kibibytes of /proc


def private(pid: int) -> float:
    """MiB that this process alone holds: what would be free again if it ended."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / MEBIBYTE
