"""`python -m infra.local.prepare`: the commands that come before the start, in one process: loading the platform three
times would take longer than the commands do.
"""

import sys

from config.cli import main

COMMANDS = (("migrate",), ("demo",), ("demo", "--print"))


def prepare() -> int:
    for words in COMMANDS:
        sys.argv = ["zusage", *words]
        code: str | int | None
        try:
            code = main()
        except SystemExit as end:
            code = end.code
        if code not in (None, 0):
            return code if isinstance(code, int) else 1
    return 0


if __name__ == "__main__":
    sys.exit(prepare())
