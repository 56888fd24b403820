"""``python -m tests.bench.busy URL SCHEMA CONNECTIONS``: writes and reads until it is stopped.

Its work is done on this process' core, so that the measured server has one of its own, and each connection rests as
long as it worked: a database with much to do, not one that is overrun.
"""

from __future__ import annotations

import os
import sys
import threading
import time

import psycopg

WRITE = "INSERT INTO {schema}.bench_busy (what) SELECT md5(n::text) FROM generate_series(1, 20) AS n"
READ = "SELECT count(*), max(what) FROM (SELECT what FROM {schema}.bench_busy ORDER BY id DESC LIMIT 2000) AS latest"


def work(url: str, schema: str) -> None:
    with psycopg.connect(url, autocommit=True) as line:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(line.info.backend_pid, os.sched_getaffinity(0))
        while True:
            begun = time.perf_counter()
            line.execute(WRITE.format(schema=schema))
            line.execute(READ.format(schema=schema))
            time.sleep(time.perf_counter() - begun)


if __name__ == "__main__":
    address, where, count = sys.argv[1:]
    for _ in range(int(count)):
        threading.Thread(target=work, args=(address, where)).start()
