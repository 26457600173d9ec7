"""Questions about what came in."""

import hashlib
from collections.abc import Iterator

from shanhai.sources.models import Blob
from shanhai.sources.services import blob_path


def read_blob(sha256: str) -> bytes:
    """The bytes as received."""
    return blob_path(sha256).read_bytes()


def damaged_blobs() -> Iterator[tuple[Blob, str]]:
    """Blobs whose bytes are missing or no longer have their own hash, with a Chinese reason."""
    for blob in Blob.objects.iterator():
        path = blob_path(blob.sha256)
        if not path.exists():
            yield blob, "原件丢失"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != blob.sha256:
            yield blob, "原件内容已变"
