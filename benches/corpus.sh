#!/usr/bin/env bash
# Scores the program on the measuring corpus: tables of PDFs, then records of made-up reviews.
# Usage: benches/corpus.sh [FOLDER]   (the folder that holds `corpus` and `eval`; default ../shared)
# Needs python3 with pypdfium2. Prints a line a set, or why it was skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
shared="${1:-../shared}"
if [ ! -d "$shared/corpus" ]; then
    echo "skipped: there is no corpus in $shared"
    exit 0
fi
cargo build --quiet --locked --release
program="$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')/release/rowmend"
python3 "$shared/eval/evaluate.py" "$program" "$shared/corpus/icdar2013" "$shared/corpus/printed" --worst 5
out="$(mktemp)"
trap 'rm -f "$out"' EXIT
for truth in "$shared"/corpus/made/*.records.json; do
    for kind in docx pdf; do
        source="${truth%.records.json}.$kind"
        [ -f "$source" ] || continue
        "$program" --quiet extract "$source" > "$out" || true
        printf '%-34s ' "$(basename "$source")"
        python3 "$shared/eval/records.py" "$out" "$truth"
    done
done
