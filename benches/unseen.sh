#!/usr/bin/env bash
# Scores the program on documents it was not made for, a line a source: see unseen.py.
# Usage: benches/unseen.sh PROGRAM SHARED [FOLDER...] [--worst N] [--only NAME...]
#   PROGRAM  the program, a release build
#   SHARED   the folder that holds `eval` (evaluate.py, metrics.py) and `corpus` (a folder a source)
#   FOLDER   further sources: a folder of documents with truth, or a folder of such folders
# Needs python3 with pypdfium2. `cargo xtask learn --read` says the same of single pages without it,
# also for weights that were learned with sources left out.
set -euo pipefail
if [ "$#" -lt 2 ] || [ ! -d "$2/eval" ]; then
    echo "usage: unseen.sh PROGRAM SHARED [FOLDER...]   (skipped: no folder with eval and corpus)"
    exit 0
fi
exec python3 "$(dirname "$0")/unseen.py" "$@"
