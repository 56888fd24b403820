"""Renews ``onboarding/rollout/data`` and ``declarations/places/data`` when an official list changes. Run once, commit the result.

FOLDER_OF_SOURCES holds what the files SOURCE.md beside the results name: the list of authorities of the AZR, which area
each of them is for, the municipalities with their centres, the districts as TopoJSON, and ``postal/plz.full.json``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from infra.opendata.postal import Municipality, assigned
from infra.opendata.topology import HEIGHT, Topology

HOUSE = Path(__file__).resolve().parents[2]
RESULT = HOUSE / "onboarding" / "rollout" / "data"
PLACES = HOUSE / "platform" / "declarations" / "places" / "data" / "municipalities.csv"
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


def municipalities(sources: Path) -> list[tuple[str, str, str]]:
    """(number, name, postal codes): districts with five digits and without codes, municipalities with eight; names whose
    municipality is unclear have no number, so that a shared postal code is known as one."""
    official = rows(sources / "opendata" / "gemeinden_2026-04-30.csv")
    known = [Municipality(row["ags"], _bare(row["bezeichnung"]), _middle(row)) for row in official]
    by_code = json.loads((sources / "postal" / "plz.full.json").read_text("utf-8"))
    codes, unclear = assigned(known, by_code)
    twice = Counter((one.ags[:5], one.name) for one in known)
    found = [
        (row["ags"], row["bezeichnung"] if twice[one.ags[:5], one.name] > 1 else one.name, " ".join(sorted(codes.get(one.ags, ()))))
        for row, one in zip(official, known, strict=True)
    ]  # fmt: skip
    found += [(row["ags"], row["bezeichnung"], "") for row in rows(sources / "opendata" / "kreise_2026-01-31.csv")]
    return sorted([*found, *(("", name, code) for code, name in sorted(set(unclear)))])


def _bare(name: str) -> str:
    return name.split(",")[0]


def _middle(row: dict[str, str]) -> tuple[float, float] | None:
    return (float(row["lon_vg250_2016"]), float(row["lat_vg250_2016"])) if row["lon_vg250_2016"] else None


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
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        places = csv.writer(file, lineterminator="\n")
        places.writerow(("ags", "name", "postal_codes"))
        places.writerows(municipalities(sources))
    text = json.dumps(drawing(sources), ensure_ascii=False, indent=0, separators=(",", ":"))
    (RESULT / "districts.json").write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
