#!/usr/bin/env bash
# Makes the pictures of the README: the console draws them itself, on the demo organization.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
program=${CARGO_TARGET_DIR:-target}/release/bailiwick
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$program" --store "$place/demo" demo --tour >/dev/null
draw() { # NAME SIZE KEYS
    "$program" --store "$place/demo" draw --size "$2" --theme dark --keys "$3" >"docs/pictures/$1.svg"
}
draw organization 110x30 '/ "booking-prod" enter tab L'
draw permissions 132x34 '2 / "amara sbx" enter enter / "bedrock:InvokeModel" enter tab'
draw factory 100x30 '4 / "workload" enter enter "ledger" tab right right tab tab "billing" enter'
