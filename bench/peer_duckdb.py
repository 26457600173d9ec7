"""One sum by DuckDB over Parquet; run by bench/bench_figures.py in the peers' environment.

Reads the query from stdin; entry.csv and lineage.csv lie in the working folder.
"""

import json
import statistics
import sys
import time

import duckdb

connection = duckdb.connect()
for name in ("entry", "lineage"):
    connection.execute(f"COPY (FROM read_csv('{name}.csv')) TO '{name}.parquet' (FORMAT parquet)")
query = sys.stdin.read()
connection.execute(query).fetchall()
times = []
for _ in range(9):
    before = time.perf_counter()
    connection.execute(query).fetchall()
    times.append((time.perf_counter() - before) * 1000)
print(json.dumps({"ms": statistics.median(times), "version": duckdb.__version__}))
