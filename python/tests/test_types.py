"""The types hold, for us and for those who use them."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def mypy(module: str, *arguments: str, cwd: Path) -> None:
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_script_of_a_user_is_strict(tmp_path: Path) -> None:
    mypy("mypy", "--strict", "--cache-dir", str(tmp_path), str(HERE / "users_script.py"), cwd=tmp_path)


def test_the_stub_is_what_the_module_has(tmp_path: Path) -> None:
    mypy("mypy.stubtest", "rowmend._rowmend", cwd=tmp_path)
