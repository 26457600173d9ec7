"""Copy the built front-end files of the locked npm packages into the package, with hashes.

Run by `make assets` after `npm ci`; the copies are committed, so users need no Node.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/shanhai/web/static/vendor"

FILES = {
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "tabler.min.js": ("@tabler/core", "dist/js/tabler.min.js"),
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "alpine-csp.min.js": ("@alpinejs/csp", "dist/cdn.min.js"),
    "echarts.min.js": ("echarts", "dist/echarts.min.js"),
    "LICENSE.echarts": ("echarts", "LICENSE"),
    "NOTICE.echarts": ("echarts", "NOTICE"),
    "LICENSE.echarts-d3": ("echarts", "licenses/LICENSE-d3"),
    "LICENSE.htmx": ("htmx.org", "LICENSE"),
}

MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
# These two packages state MIT in package.json but carry no licence file.
LICENCES = {
    "LICENSE.tabler": "2018-2025 The Tabler Authors",
    "LICENSE.alpine": "2019-2025 Caleb Porzio and contributors",
}

# A map beside the file would be asked for by browsers and by hashed static storage.
_SOURCE_MAP = re.compile(rb"\n?(?://[#@]\s*sourceMappingURL=\S+|/\*[#@]\s*sourceMappingURL=.*?\*/)")


def vendored(modules: Path) -> dict[str, bytes]:
    """Every file of the vendor folder by name, made from the installed npm packages."""
    made = {
        name: _SOURCE_MAP.sub(b"", (modules / package / path).read_bytes())
        for name, (package, path) in FILES.items()
    }
    made |= {name: MIT.format(holder=holder).encode() for name, holder in LICENCES.items()}
    return made


def manifest(made: dict[str, bytes], packages: dict[str, str]) -> str:
    """The manifest that the tests hold the committed files against."""
    files = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(made.items())}
    return json.dumps({"packages": packages, "sha256": files}, indent=2) + "\n"


def without_addresses(lock: str) -> str:
    """package-lock.json without the sponsor addresses npm writes into it."""
    data = json.loads(lock)
    for package in data["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    return json.dumps(data, indent=2) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path, help="the node_modules folder of `npm ci`")
    modules = parser.parse_args().modules
    made = vendored(modules)
    packages = json.loads((ROOT / "package.json").read_text())["dependencies"]
    TARGET.mkdir(parents=True, exist_ok=True)
    for stale in TARGET.iterdir():
        stale.unlink()
    for name, data in made.items():
        (TARGET / name).write_bytes(data)
    (TARGET / "manifest.json").write_text(manifest(made, packages))
    lock = ROOT / "package-lock.json"
    lock.write_text(without_addresses(lock.read_text()))
    print(f"{len(made)} files, {sum(map(len, made.values())) // 1024} kB in {TARGET}")


if __name__ == "__main__":
    main()
