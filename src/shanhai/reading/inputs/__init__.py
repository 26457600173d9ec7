"""Bytes in, text out: what a reader of reports can be given, and the sentences when it cannot.

`extract` settles encoding, NUL, byte-order mark and line ends once; what it returns is the text
every offset refers to.
"""

from shanhai.reading.inputs.files import Extracted, InputError
from shanhai.reading.inputs.intake import LARGEST_FILE, extract

__all__ = ["LARGEST_FILE", "Extracted", "InputError", "extract"]
