#!/usr/bin/env bash
# test.sh [--build-only] [--all]: set-up, release build, all tests and checks. The last line is
# "N passed, N failed"; the exit status is 0 only if nothing failed.
#   --build-only   stops after the release build
#   --all          clang-tidy on all files instead of those of the last 20 commits
# Models and data that the checks need are kept in .cache.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=tools/setup.sh
source tools/setup.sh

build_only=false
tidy=()
for argument in "$@"; do
  case $argument in
    --build-only) build_only=true ;;
    --all) tidy=(--all) ;;
    *) die "unknown argument '$argument'; usage: ./test.sh [--build-only] [--all]" ;;
  esac
done

results=build/test
passed=0 failed=0
rm -rf "$results"
mkdir -p "$results"

# The last line, whatever happened: a set-up that ends the script counts as one failure.
finish() {
  local status=$?
  $build_only && exit "$status"
  [ "$status" -eq 0 ] || failed=$((failed + 1))
  say "all steps are over"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
}
trap finish EXIT

count() { # count PASSED FAILED
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# check TEXT COMMAND...: one check; its output is shown if it fails.
check() {
  local text=$1
  shift
  say "$text"
  if "$@" >"$results/check.log" 2>&1; then
    count 1 0
  else
    cat "$results/check.log"
    say "FAILED: $text"
    count 0 1
  fi
}

# run_tests PRESET LABEL [CTEST OPTION...]: the tests of a label, each counted.
run_tests() {
  local preset=$1 label=$2 report numbers
  shift 2
  report=$PWD/$results/$preset-$label.xml
  say "tests '$label' of the $preset build"
  ctest --preset "$preset" -j 2 --no-tests=error --output-junit "$report" "$@" \
    >"$results/ctest.log" 2>&1 || grep -vE '^ *[0-9]+/[0-9]+ Test.*Passed|^ *Start ' "$results/ctest.log" || true
  numbers=$(tools/count_tests "$report") || {
    say "FAILED: no tests '$label' ran"
    numbers="0 1"
  }
  # shellcheck disable=SC2086  # two numbers
  count $numbers
}

say "set-up: packages, llama.cpp"
if $build_only; then setup; else setup --for-tests; fi
say "release build"
release_targets=(tangram)
$build_only || release_targets+=(cli_test smoke_test page_test golden_test)
build_preset release "${release_targets[@]}" || die "the release build failed: see $deps/build-release.log"
if $build_only; then
  say "built: build/release/src/app/tangram"
  exit 0
fi

check "format (clang-format)" tools/check_format
check "every header compiles alone" tools/check_headers
run_tests release smoke -L '^smoke$'
run_tests release cli -L '^cli$'
run_tests release page -L '^page$'
run_tests release golden -L '^golden$'

tangram=(build/release/src/app/tangram --cache-dir .cache)
check "fetching the default model into .cache" "${tangram[@]}" models fetch gemma3-270m
check "fetching the default data into .cache" "${tangram[@]}" data fetch vader_movie
check "the study on the real model, at its smallest size" "${tangram[@]}" run \
  studies/li2024_structured_task --profile smoke --out "$results/first-light.db"
check "its metrics" "${tangram[@]}" measure "$results/first-light.db"
check "the commands of README.md and docs/" tools/check_docs

say "dev build (AddressSanitizer, UndefinedBehaviorSanitizer)"
if build_preset dev unit_and_contract_tests; then
  run_tests dev unit -L '^unit$'
  run_tests dev contract -L '^contract$'
else
  say "FAILED: dev build, see $deps/build-dev.log"
  count 0 1
fi

# Tests of code with threads say so in their names; only their programs are built again.
mapfile -t threaded < <(grep -liE 'TEST(_[FP])?\(.*thread' src/*/*_test.cc | cut -d / -f 2 | sort -u)
if [ ${#threaded[@]} -gt 0 ]; then
  say "tsan build of: ${threaded[*]}"
  if build_preset tsan "${threaded[@]/%/_test}"; then
    run_tests tsan thread -R '[Tt]hread'
  else
    say "FAILED: tsan build, see $deps/build-tsan.log"
    count 0 1
  fi
fi

say "blas build of: math"
if build_preset blas math_test; then
  run_tests blas gemm -R '^Gemm'
else
  say "FAILED: blas build, see $deps/build-blas.log"
  count 0 1
fi

configure_preset tidy || die "the tidy preset could not be configured: see $deps/configure-tidy.log"
check "sources alone, and clang-tidy: ${tidy[*]:-the last 20 commits}" tools/tidy "${tidy[@]}"
