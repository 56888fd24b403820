"""Renews ``onboarding/rollout/data`` when a list of authorities or the districts change. Run once, commit the result.

FOLDER_OF_SOURCES holds what the file SOURCE.md beside the results names: the list of authorities of the AZR, which area
each of them is for, the municipalities with their centres, and the districts as TopoJSON.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

from infra.opendata.topology import HEIGHT, Topology

RESULT = Path(__file__).resolve().parents[2] / "onboarding" / "rollout" / "data"
LAENDER = dict(zip(
    ["Schleswig-Holstein", "Hamburg", "Niedersachsen", "Bremen", "Nordrhein-Westfalen", "Hessen", "Rheinland-Pfalz",
     "Baden-Württemberg", "Bayern", "Saarland", "Berlin", "Brandenburg", "Mecklenburg-Vorpommern", "Sachsen",
     "Sachsen-Anhalt", "Thüringen"],
    ["SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"], strict=True,
))  # fmt: skip
KINDS = {"Ausländerbehörde": "authority", "Erstaufnahmeeinrichtung": "reception"}
LEVELS = {"kreis": "district", "gemeinde": "municipality"}
COLUMNS = ("code", "name", "kind", "land", "level", "ags", "area", "source")
NEW_NUMBERS = {"03159016": (9.935, 51.541)}  # Göttingen, which the districts of 2016 know by its former number
ATTRIBUTION = "© GeoBasis-DE / BKG 2016 (Daten verändert)"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def authorities(sources: Path) -> list[dict[str, str]]:
    """Every line of the list. Two of its lines carry a Land where the kind should stand: both are reception centres."""
    areas = {row["bhknz"]: row for row in rows(sources / "opendata" / "abh_gebiet_abgeleitet.csv")}
    found = []
    for row in rows(sources / "xauslaender" / "codelists" / "abhkennung_64.csv"):
        area = areas.get(row["BHKNZ"], {})
        found.append({
            "code": row["BHKNZ"],
            "name": row["Kurzbezeichnung"],
            "kind": KINDS.get(row["Behoerdenart"], "reception"),
            "land": LAENDER[row["Bundesland"]],
            "level": LEVELS.get(area.get("ebene", ""), "none"),
            "ags": area.get("ags", ""),
            "area": re.sub(r", AGS since [\d-]+", "", area.get("gebiet", "")),
            "source": area.get("herkunft", "").split(",")[0],
        })  # fmt: skip
    return sorted(found, key=lambda one: one["code"])


def drawing(sources: Path) -> dict[str, Any]:
    """Districts as paths, and the municipalities that have an authority of their own as points."""
    folder = sources / "opendata"
    topology = Topology(json.loads((folder / "kreise401_simplified.topojson").read_text("utf-8")), "kreise401")
    wanted = {row["ags"] for row in authorities(sources) if row["level"] == "municipality"}
    towns = {
        row["ags"]: topology.projection(float(row["lon_vg250_2016"]), float(row["lat_vg250_2016"]))
        for row in rows(folder / "gemeinden_2026-04-30.csv")
        if row["ags"] in wanted and row["lon_vg250_2016"]
    }
    towns |= {ags: topology.projection(*middle) for ags, middle in NEW_NUMBERS.items()}
    shapes = {shape["properties"]["ags"]: shape for shape in topology.shapes}
    return {
        "attribution": ATTRIBUTION,
        "width": topology.projection.width,
        "height": HEIGHT,
        "borders": topology.borders("land"),
        "districts": {
            ags: {"name": _name(shape["properties"]), "path": topology.path(shape)}
            for ags, shape in sorted(shapes.items())
        },
        "towns": dict(sorted(towns.items())),
    }


def _name(properties: dict[str, str]) -> str:
    return (
        properties["name"] if properties["bez"] in properties["name"] else f"{properties['name']} ({properties['bez']})"
    )


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    sources = Path(sys.argv[1])
    with (RESULT / "authorities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(authorities(sources))
    text = json.dumps(drawing(sources), ensure_ascii=False, indent=0, separators=(",", ":"))
    (RESULT / "districts.json").write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
