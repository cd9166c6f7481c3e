"""Builds the wheel, with the program in it.

    python build.py [--profile PROFILE] [--out FOLDER] [--program FILE] [--target TRIPLE]

maturin must be installed. It cannot put a program and an extension module of two crates into one wheel, so the
program is built first and laid where maturin takes scripts from; pip puts these on the path as they are. Both are
built with the same features, so that the crates they share are built once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "data" / "scripts"
TOGETHER = "with-the-program"


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
    build = [sys.executable, "-m", "maturin", "build", "--locked", "--profile", asked.profile, "--features", TOGETHER]
    run(*build, "--manifest-path", "python/Cargo.toml", "--out", str(asked.out), *of_target)


if __name__ == "__main__":
    main()
