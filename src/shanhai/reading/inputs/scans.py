"""Pictures and scanned pages, where the optional extra for recognising text is installed."""

import json
import subprocess
import sys
from importlib.util import find_spec

from shanhai.reading.inputs.files import Extracted, InputError, with_text

MOST_SCANNED = 30
_SECONDS_A_FILE = 600


def recognises() -> bool:
    """Whether ``pip install shanhai[ocr]`` has been done."""
    return find_spec("rapidocr_onnxruntime") is not None


def from_scan(data: bytes, name: str) -> Extracted:
    """The text of a picture or of a PDF of pictures; lines as they are printed."""
    if not recognises():
        raise InputError(
            f"“{name}”是图片或扫描件，里面没有文字，本机也没有安装文字识别。"
            "请让管理员运行 pip install 'shanhai[ocr]'，或粘贴正文。",
            "picture",
        )
    command = [sys.executable, "-m", "shanhai.reading.inputs.recognise", str(MOST_SCANNED)]
    try:
        ran = subprocess.run(
            command, input=data, check=True, capture_output=True, timeout=_SECONDS_A_FILE
        )
        pages = json.loads(ran.stdout.decode("utf-8").splitlines()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
        raise InputError(
            f"“{name}”是图片或扫描件，但识别不出文字。请换一份清楚的，或粘贴正文。", "picture"
        ) from error
    text = "\n\n".join("\n".join(page) for page in pages)
    text = with_text(name, text, "图片里没有认出文字；请换一份清楚的扫描件，或粘贴正文。")
    kind = "application/pdf" if data.startswith(b"%PDF") else "image"
    return Extracted(text, None, kind, "rapidocr")
