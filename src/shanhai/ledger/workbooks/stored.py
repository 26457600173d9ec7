"""Uploads kept from before a rule that would not take them in today."""

from collections.abc import Iterator

from shanhai.ledger.models import Upload
from shanhai.ledger.workbooks.post import withdraw
from shanhai.ledger.workbooks.rosters import RosterError, refuse_rosters
from shanhai.ledger.workbooks.sheets import WorkbookError, hidden_sheets, read_workbook
from shanhai.sources.queries import read_blob


def stored_rosters() -> Iterator[str]:
    """Uploads that are rosters of people. What nothing was written from is withdrawn, file and
    all; what entries rest on is only told of."""
    for upload in Upload.objects.select_related("by", "job").order_by("pk"):
        if (upload.job and upload.job.is_open) or not (why := _refused(upload)):
            continue
        by = f"{upload.by}于{upload.at:%Y-%m-%d}" if upload.by else f"{upload.at:%Y-%m-%d}"
        told = f"{by}上传的{why.partition('，没有收下')[0]}"
        if upload.posted_at:
            yield f"{told}；台账已据它导入，原件留着作凭据：请撤销这次导入，删去名册后重传。"
        else:
            withdraw(upload)
            yield f"{told}；没有据它写入台账，已连同原件撤下。"


def _refused(upload: Upload) -> str:
    """Why an upload is not to be kept: that it is a roster; "" for any other fault and for none."""
    try:
        data = read_blob(upload.blob_id)
    except OSError:
        return ""  # the check of the originals tells
    for read in (read_workbook, hidden_sheets):
        try:
            refuse_rosters(read(data, upload.name), upload.name)
        except RosterError as error:
            return str(error)
        except WorkbookError:
            continue
    return ""
