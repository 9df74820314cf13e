#!/usr/bin/env bash
# demo.sh: from a fresh Debian 12 to learning curves and verdicts of a real model on real reviews. Installs and
# builds what is missing, fetches the default model and data, runs the first conditions of Li et
# al. 2024 and prints its curves, its verdicts and where the page is. Run again, it skips what is done and goes on where it stopped.
# TANGRAM_CACHE_DIR: where models and data are kept (default: tangram's own place, ~/.cache/tangram).
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=tools/setup.sh
source tools/setup.sh
[ $# -eq 0 ] || die "demo.sh takes no arguments; see README.md for the commands of tangram"

study=studies/li2024_structured_task
tangram=(build/release/src/app/tangram)
[ -z "${TANGRAM_CACHE_DIR:-}" ] || tangram+=(--cache-dir "$TANGRAM_CACHE_DIR")

say "set-up: packages, llama.cpp"
setup
say "building tangram (some minutes the first time)"
build_preset release tangram || die "tangram did not build: see $deps/build-release.log"

say "fetching the model gemma3-270m (238 MB the first time)"
"${tangram[@]}" models fetch gemma3-270m ||
  die "the model could not be fetched; check the network, then run ./demo.sh again"
say "fetching the data set vader_movie (2.5 MB the first time)"
"${tangram[@]}" data fetch vader_movie ||
  die "the data could not be fetched; check the network, then run ./demo.sh again"

say "running $study (about 10 minutes on 2 processors; Ctrl-C stops, the same command goes on)"
status=0
"${tangram[@]}" run "$study" --profile demo --json >build/demo.json || status=$?
if [ "$status" -eq 3 ]; then
  say "stopped; ./demo.sh goes on from there"
  exit 3
fi
[ "$status" -eq 0 ] || die "the study did not run; what tangram says stands above"

store=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["store"])' <build/demo.json)
"${tangram[@]}" measure "$store" --no-table
"${tangram[@]}" verdict "$store"
say "what a study of this size can decide, if the world is as these draws measured it"
"${tangram[@]}" plan "$study" --profile demo --pilot "$store" | sed -n '/^probability/,$p'
"${tangram[@]}" report "$store" --out build/demo.html
say "done. The page is build/demo.html, the results are in $store"
echo "Look on with:"
echo "  ${tangram[*]} show $store"
echo "  ${tangram[*]} export $store --out predictions.csv"
