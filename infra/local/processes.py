"""Processes known by their number alone, as after a restart of the program that started them."""

import os
import signal
import time
from pathlib import Path


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runs_with(process: int, word: Path) -> bool:
    """Whether `process` lives and `word` stands on its command line: numbers are given to strangers after a crash.

    The command line is readable where the process' folder is not. Without /proc, being alive has to do.
    """
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists() and is_alive(process)
    return os.fsencode(word) in words


def end(process: int, word: Path, *, with_signal: signal.Signals, patience: float) -> bool:
    """Send the signal and wait for the end; false when it still runs after `patience` seconds."""
    deadline = time.monotonic() + patience
    try:
        os.kill(process, with_signal)
        while runs_with(process, word):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
    except ProcessLookupError:
        pass
    return True
