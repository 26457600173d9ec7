"""Verbs that take bytes in."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max, ProtectedError

from shanhai.sources.models import Blob, Document, Span


def blob_path(sha256: str) -> Path:
    """Where the bytes of a blob lie."""
    return Path(settings.BLOB_DIR) / sha256[:2] / sha256


def store_blob(data: bytes, media_type: str = "") -> tuple[Blob, bool]:
    """Keep `data` once. Returns the blob and whether it is new. The bytes reach the disk before
    the row does, so a row never points at nothing."""
    digest = hashlib.sha256(data).hexdigest()
    path = blob_path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:  # a full disk is not filled further by what cannot be used
            os.unlink(temporary)
            raise
    return Blob.objects.get_or_create(
        sha256=digest, defaults={"size": len(data), "media_type": media_type[:100]}
    )


@transaction.atomic
def discard_blob(blob: Blob) -> None:
    """Take bytes away again that nobody should keep; what else rests on them keeps them."""
    path = blob_path(blob.sha256)
    try:
        blob.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def store_document(blob: Blob, name: str, text: str, extractor: str) -> tuple[Document, bool]:
    """The document of `blob` with this very text: the stored one, or a new version."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    same = blob.documents.filter(text_sha256=digest).first()
    if same:
        return same, False
    last = blob.documents.aggregate(last=Max("number"))["last"] or 0
    document = Document.objects.create(
        blob=blob,
        number=last + 1,
        name=name[:255],
        text=text,
        text_sha256=digest,
        extractor=extractor[:60],
    )
    return document, True


def mark_span(document: Document, start: int, end: int) -> Span:
    """A span of `document` holding the words that stand there."""
    return Span.objects.create(
        document=document, start=start, end=end, quote=document.text[start:end]
    )
