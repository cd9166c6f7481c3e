"""Builds the wheel, with the program in it.

    python build.py [--profile PROFILE] [--out FOLDER] [--program FILE] [--target TRIPLE]

maturin must be installed. It cannot put a program and an extension module of two crates into one wheel, so the
program is built first and laid where maturin takes scripts from; pip puts these on the path as they are. Both are
built with the same features, so that the crates they share are built once. With them go the licences of all that is
in them.

For aarch64 on Debian: `rustup target add aarch64-unknown-linux-gnu`, the package gcc-aarch64-linux-gnu, in the
environment CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc and
CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc, and `--target aarch64-unknown-linux-gnu --strip
aarch64-linux-gnu-strip`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "data" / "scripts"
LICENCES = HERE / "licenses"
TOGETHER = "with-the-program"
LICENCE = re.compile(r"(?i)(licen[cs]e|copying|notice|unlicense)")


def run(*command: str) -> None:
    print("+", *command, flush=True)
    subprocess.run(command, check=True, cwd=HERE.parent)


def target(profile: str, triple: str | None) -> Path:
    """The folder in which cargo lays what it built."""
    folder = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    return folder / (triple or "") / ("debug" if profile == "dev" else profile)


def lay_program(program: Path, strip: str | None) -> None:
    shutil.rmtree(SCRIPTS, ignore_errors=True)
    SCRIPTS.mkdir(parents=True)
    shutil.copy2(program, SCRIPTS)
    if strip:
        run(strip, str(SCRIPTS / program.name))


def crates(triple: str | None) -> list[Any]:
    """All crates that are in the program and in the extension, as `cargo metadata` tells of them."""
    if triple is None:
        triple = subprocess.check_output(["rustc", "--print", "host-tuple"], text=True).strip()
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", triple]
    more = ["--manifest-path", "python/Cargo.toml", "--features", TOGETHER]
    told = json.loads(subprocess.check_output([*command, *more], cwd=HERE.parent))
    needs = {
        node["id"]: [need["pkg"] for need in node["deps"] if any(kind["kind"] is None for kind in need["dep_kinds"])]
        for node in told["resolve"]["nodes"]
    }
    found: set[str] = set()
    open_ones = [told["resolve"]["root"]]
    while open_ones:
        crate = open_ones.pop()
        if crate not in found:
            found.add(crate)
            open_ones += needs[crate]
    return sorted((own for own in told["packages"] if own["id"] in found), key=lambda own: (own["name"], own["version"]))


def lay_licences(triple: str | None) -> None:
    """Lays our licences, and those of the crates that we use, where maturin takes licences from."""
    shutil.rmtree(LICENCES, ignore_errors=True)
    LICENCES.mkdir()
    for own in HERE.parent.glob("LICENSE-*"):
        shutil.copy2(own, LICENCES)
    by_text: dict[str, list[str]] = {}
    for crate in (crate for crate in crates(triple) if crate["source"]):
        name = f"{crate['name']} {crate['version']} ({crate['license'] or 'see its text'})"
        folder = Path(crate["manifest_path"]).parent
        files = sorted(file for file in folder.iterdir() if file.is_file() and LICENCE.match(file.name))
        texts = [file.read_text(encoding="utf-8", errors="replace").strip() for file in files]
        for text in texts or ["Its source has no text of its licence."]:
            by_text.setdefault(text, []).append(name)
    parts = ["\n".join([*names, "", text]) for text, names in by_text.items()]
    (LICENCES / "THIRD-PARTY.txt").write_text(f"\n\n{'-' * 72}\n\n".join(parts) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the wheel, with the program in it.")
    parser.add_argument("--profile", default="dist")
    parser.add_argument("--out", type=Path, default=HERE / "dist")
    parser.add_argument("--program", type=Path, help="the program, where it is built already")
    parser.add_argument("--target", help="another kind of machine, such as aarch64-unknown-linux-gnu")
    parser.add_argument("--strip", default="strip", help="what takes symbols out of the program; empty for nothing")
    asked = parser.parse_args()
    of_target = ["--target", asked.target] if asked.target else []
    program = asked.program or target(asked.profile, asked.target) / ("rowmend.exe" if os.name == "nt" else "rowmend")
    if asked.program is None:
        both = ["--package", "rowmend", "--package", "rowmend-python", "--features", f"rowmend-python/{TOGETHER}"]
        run("cargo", "build", "--locked", "--profile", asked.profile, "--bins", *both, *of_target)
    lay_program(program, asked.strip)
    lay_licences(asked.target)
    build = [sys.executable, "-m", "maturin", "build", "--locked", "--profile", asked.profile, "--features", TOGETHER]
    run(*build, "--manifest-path", "python/Cargo.toml", "--out", str(asked.out), *of_target)


if __name__ == "__main__":
    main()
