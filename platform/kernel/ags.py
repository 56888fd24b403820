"""The official municipality key (AGS): two digits Land, one district government, two district, three municipality.

It has no check digit; what can be held against it without a list is its form and the Land.
"""

from __future__ import annotations

import re

LAENDER = {
    "SH": "01", "HH": "02", "NI": "03", "HB": "04", "NW": "05", "HE": "06", "RP": "07", "BW": "08",
    "BY": "09", "SL": "10", "BE": "11", "BB": "12", "MV": "13", "SN": "14", "ST": "15", "TH": "16",
}  # fmt: skip
_FORM = re.compile(r"\d{5}(\d{3})?", re.ASCII)


def fault(ags: str, land: str) -> str:
    """What is wrong with this key for this Land; empty when nothing is."""
    if not _FORM.fullmatch(ags):
        return "five digits (a district) or eight (a municipality)"
    if ags[:2] not in LAENDER.values():
        return "begins with the number of no Land (01 to 16)"
    if land in LAENDER and LAENDER[land] != ags[:2]:
        return f"begins with {ags[:2]}, but {land} has {LAENDER[land]}"
    return ""
