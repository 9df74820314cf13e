#!/usr/bin/env bash
# Set-up for demo.sh and test.sh, which source this file. It can be run by itself, too:
#   tools/setup.sh [--for-tests]
# 1. installs the Debian packages that are missing (as root, or with sudo);
# 2. downloads llama.cpp's source, pinned by hash, and builds it once into build/deps/llama;
# 3. downloads Plotly.js, pinned by hash, for the charts of reports.
# What is there already is left alone. TANGRAM_LLAMA_DIR=/prefix takes a llama.cpp that you
# have installed there instead of step 2.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=$root/build/deps
# shellcheck source=tools/pins.sh
source "$root/tools/pins.sh"

build_packages=(
  g++ cmake ninja-build pkg-config git ca-certificates curl python3 python3-pip
  libfmt-dev libeigen3-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libsqlite3-dev
  libboost-dev liblinear-dev libutf8proc-dev libssl-dev libgtest-dev libgmock-dev
  libdnnl-dev ocl-icd-opencl-dev  # the first's CMake files ask for the second, though no GPU is used
)
test_packages=(clang-format clang-tidy chromium wordnet-base libopenblas-serial-dev)

# say TEXT...: what is done next, with the time since the start.
say() { printf '[%2d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# die TEXT...: one line that says what failed and what to do; ends the script.
die() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# logged NAME COMMAND...: runs it with its output in build/deps/NAME.log, whose end is shown
# if the command fails.
logged() {
  local log=$deps/$1.log
  shift
  mkdir -p "$deps"
  "$@" >"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    return 1
  }
}

# How many compilers at once: one a processor, if each has 1.5 GB of memory.
n_jobs() {
  local processors memory
  processors=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((processors < memory ? processors : memory))
}

# as_root COMMAND...
as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# install_packages NAME...
install_packages() {
  local name missing=()
  if ! command -v apt-get >/dev/null; then
    say "no apt-get here: expecting what these Debian packages hold: $*"
    return
  fi
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0

  say "installing Debian packages: ${missing[*]}"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    die "packages are missing and you are neither root nor have sudo; ask for: apt-get install ${missing[*]}"
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null ||
    die "sudo wants a password; run 'sudo -v', then this command again"
  logged apt-update as_root apt-get -q -o DPkg::Lock::Timeout=300 update ||
    die "apt-get update failed: see $deps/apt-update.log; check the network and /etc/apt"
  logged apt-install as_root apt-get -q -y -o DPkg::Lock::Timeout=300 \
    --no-install-recommends install "${missing[@]}" ||
    die "apt-get could not install ${missing[*]}: see $deps/apt-install.log"
}

has_hash() { [ -f "$1" ] && [ "$(sha256sum <"$1")" = "$2  -" ]; }

# fetch_from SOURCE DIR: leaves the file in DIR.
fetch_from() {
  case $1 in
    pypi:* | wheel:*)
      local spec=${1#*:} form=(--only-binary :all:)
      [[ $1 == wheel:* ]] || form=(--no-binary "${spec%%==*}")
      python3 -m pip --disable-pip-version-check --no-cache-dir --no-input download --quiet \
        --no-deps "${form[@]}" --dest "$2" "$spec"
      ;;
    https:* | file:*)
      curl --fail --silent --show-error --location --retry 2 --output "$2/${1##*/}" "$1"
      ;;
    *)
      echo "unknown form of source: $1"
      return 1
      ;;
  esac
}

# fetch FILE SHA256 SOURCE...: build/deps/FILE, from the first source that has that content.
fetch() {
  local file=$1 hash=$2 source temporary
  shift 2
  if has_hash "$deps/$file" "$hash"; then return; fi
  temporary=$(mktemp -d "$deps/fetch.XXXXXX")
  for source in "$@"; do
    say "downloading $file from $source"
    rm -rf "${temporary:?}"/*
    if ! logged fetch fetch_from "$source" "$temporary"; then
      say "that source failed"
    elif has_hash "$temporary/$file" "$hash"; then
      mv "$temporary/$file" "$deps/$file"
      rm -rf "$temporary"
      return
    else
      say "what came is not $file with SHA-256 $hash"
    fi
  done
  rm -rf "$temporary"
  die "could not download $file from $*; check the network (see $deps/fetch.log), or put" \
    "the file into $deps, or name another source in tools/pins.sh"
}

# All that decides the bits of the library: a change of it asks for a new build.
llama_key() {
  {
    echo "$LLAMA_SHA256" "${LLAMA_OPTIONS[@]}"
    g++ -dumpfullversion -dumpmachine
    grep -m 1 -E '^(flags|Features)' /proc/cpuinfo || uname -m
  } | sha256sum | cut -c 1-64
}

# build_llama KEY: builds beside the old one and moves it into place whole, so that what an
# interrupted build leaves is never taken for a finished one.
build_llama() {
  local source=$deps/llama-source build=$deps/llama-build new=$deps/llama.new
  rm -rf "$source" "$build" "$new"
  mkdir -p "$source"
  say "building llama.cpp, once (1 to 3 minutes on 2 processors)"
  tar -xzf "$deps/$LLAMA_FILE" -C "$source" --strip-components=3 \
    --exclude="$LLAMA_SUBDIR/.git" "$LLAMA_SUBDIR" ||
    die "could not unpack $deps/$LLAMA_FILE: is the disk full?"
  # It would take the commit of the checkout around it for its own.
  export GIT_CEILING_DIRECTORIES=$deps
  logged llama-configure cmake -S "$source" -B "$build" -G Ninja \
    -DCMAKE_INSTALL_PREFIX="$new" "${LLAMA_OPTIONS[@]}" ||
    die "llama.cpp could not be configured: see $deps/llama-configure.log"
  logged llama-build cmake --build "$build" -j "$(n_jobs)" ||
    die "llama.cpp did not build: see $deps/llama-build.log"
  logged llama-install cmake --install "$build" ||
    die "llama.cpp could not be installed into $new: see $deps/llama-install.log"
  sed -i "s|$new|$deps/llama|g" "$new/lib/pkgconfig/llama.pc"
  echo "$1" >"$new/stamp"
  rm -rf "$deps/llama"
  mv "$new" "$deps/llama"
  rm -rf "$source" "$build"
}

# find_llama PREFIX: is there an installed llama.cpp that CMake can find?
find_llama() { compgen -G "$1/lib*/cmake/llama/llama-config.cmake" >/dev/null ||
  compgen -G "$1/lib/*/cmake/llama/llama-config.cmake" >/dev/null; }

# setup_llama: build/deps/llama, or the user's own in TANGRAM_LLAMA_DIR.
setup_llama() {
  if [ -n "${TANGRAM_LLAMA_DIR:-}" ]; then
    find_llama "$TANGRAM_LLAMA_DIR" ||
      die "TANGRAM_LLAMA_DIR=$TANGRAM_LLAMA_DIR holds no lib/cmake/llama/llama-config.cmake;" \
        "give the prefix that llama.cpp was installed to, or unset it"
    say "using the llama.cpp in $TANGRAM_LLAMA_DIR"
    return
  fi
  local key
  key=$(llama_key)
  mkdir -p "$deps"
  exec 9>"$deps/lock"
  flock 9 || die "could not lock $deps/lock"
  if [ "$(cat "$deps/llama/stamp" 2>/dev/null)" != "$key" ]; then
    fetch "$LLAMA_FILE" "$LLAMA_SHA256" "${LLAMA_SOURCES[@]}"
    build_llama "$key"
  fi
  exec 9>&-
}

# setup_plotly: build/deps/plotly.min.js, out of its package.
setup_plotly() {
  local script=$deps/plotly.min.js
  if has_hash "$script" "$PLOTLY_JS_SHA256"; then return; fi
  mkdir -p "$deps"
  exec 9>"$deps/lock"
  flock 9 || die "could not lock $deps/lock"
  fetch "$PLOTLY_FILE" "$PLOTLY_SHA256" "${PLOTLY_SOURCES[@]}"
  python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
    "$deps/$PLOTLY_FILE" "$PLOTLY_MEMBER" >"$script.new" ||
    die "could not unpack $deps/$PLOTLY_FILE: is the disk full?"
  mv "$script.new" "$script"
  has_hash "$script" "$PLOTLY_JS_SHA256" ||
    die "$PLOTLY_MEMBER of $PLOTLY_FILE has not the SHA-256 of tools/pins.sh"
  exec 9>&-
}

# setup [--for-tests]
setup() {
  local packages=("${build_packages[@]}")
  [ "${1:-}" != --for-tests ] || packages+=("${test_packages[@]}")
  install_packages "${packages[@]}"
  setup_llama
  setup_plotly
}

# configure_preset PRESET
configure_preset() {
  local options=()
  [ -z "${TANGRAM_LLAMA_DIR:-}" ] || options+=(-DCMAKE_PREFIX_PATH="$TANGRAM_LLAMA_DIR")
  logged "configure-$1" cmake -S "$root" --preset "$1" "${options[@]}"
}

# build_preset PRESET [TARGET...]: configures and builds; everything without a target.
build_preset() {
  local preset=$1
  shift
  configure_preset "$preset" || return
  [ $# -eq 0 ] || set -- --target "$@"
  logged "build-$preset" cmake --build "$root/build/$preset" -j "$(n_jobs)" "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case "$*" in
    "" | --for-tests) setup "$@" ;;
    *) die "unknown argument '$*'; usage: tools/setup.sh [--for-tests]" ;;
  esac
  say "set-up is done"
fi
