"""The front-end files are those of the manifest, and nothing in them asks another host."""

import hashlib
import json
import re

import pytest

from tools.vendor_assets import ROOT, without_addresses

VENDOR = ROOT / "src/shanhai/web/static/vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
WEB = ROOT / "src/shanhai/web"
# An address that a browser would fetch by itself, not one that stands in a text or a namespace.
LOADED = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref|\baction|\bposter|srcset)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//|sourceMappingURL=""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", sorted(MANIFEST["sha256"]))
def test_a_vendored_file_is_what_the_manifest_says(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST["sha256"][name]


def test_nothing_else_lies_in_the_vendor_folder() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {*MANIFEST["sha256"], "manifest.json"}


def test_the_manifest_names_the_pinned_versions() -> None:
    assert MANIFEST["packages"] == json.loads((ROOT / "package.json").read_text())["dependencies"]


def test_no_page_style_or_script_loads_from_another_host() -> None:
    pages = [path for path in WEB.rglob("*") if path.suffix in {".html", ".css", ".js", ".svg"}]
    asking = [
        str(path.relative_to(ROOT))
        for path in pages
        if LOADED.search(path.read_text(encoding="utf-8"))
    ]
    assert asking == []


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
    package_lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in package_lock
    assert without_addresses(package_lock) == package_lock


@pytest.mark.parametrize("name", ["<script src='//cdn.example/x.js'>", "url(https://x.example/f)"])
def test_an_address_that_would_be_loaded_is_seen(name: str) -> None:
    assert LOADED.search(name)


def test_a_namespace_is_no_address() -> None:
    assert not LOADED.search('<svg xmlns="http://www.w3.org/2000/svg">')
