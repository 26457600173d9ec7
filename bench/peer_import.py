"""django-import-export with everything off that can be; run by bench/bench_import.py.

    DIR/bin/python bench/peer_import.py sqlite|postgresql < workbook.xlsx

DIR needs django-import-export, python-calamine and, for PostgreSQL, psycopg[binary]; the server is
the one libpq finds. Prints seconds by the clock and of the processor, and the rows, as JSON.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time

import django
import python_calamine as calamine
from django.conf import settings

GROUND = tempfile.TemporaryDirectory(prefix="shanhai-peer-")
PLACES = {
    "sqlite": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{GROUND.name}/peer.sqlite3",
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
    },
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "postgres"),
    },
}
settings.configure(
    DATABASES={"default": PLACES[sys.argv[1]]},
    INSTALLED_APPS=["import_export"],
    IMPORT_EXPORT_USE_TRANSACTIONS=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import resources  # noqa: E402


class Peer(models.Model):
    """A row without anything around it, as in bench_import."""

    day = models.DateField()
    helper = models.CharField(max_length=120)
    recipient = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    giver = models.CharField(max_length=120)
    receiver = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    voucher = models.CharField(max_length=80)
    note = models.CharField(max_length=200)

    class Meta:
        app_label = "peer"


FIELDS = [field.name for field in Peer._meta.fields if field.name != "id"]


class Rows(resources.ModelResource):
    """Its fastest mode, which keeps no history."""

    class Meta:
        model = Peer
        fields = FIELDS
        import_id_fields = ()
        force_init_instance = True
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        report_skipped = False
        store_instance = False


def main() -> None:
    data = sys.stdin.buffer.read()
    with connection.schema_editor() as editor:
        editor.create_model(Peer)
    wall, cpu = time.perf_counter(), time.process_time()
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    result = Rows().import_data(tablib.Dataset(*rows, headers=FIELDS), dry_run=False)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert not result.has_errors(), result.row_errors()[:1]
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": result.totals["new"]}))
    with connection.schema_editor() as editor:
        editor.delete_model(Peer)


if __name__ == "__main__":
    main()
