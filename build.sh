#!/usr/bin/env bash
# ./build.sh setup | build | demo | test | bench [NAME] | notebooks | pack
# Tries once whether the real packages work here; if they do not, the stand-ins in offline/ take their place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 ORT_DISABLE_TELEMETRY=1
export OMP_WAIT_POLICY=passive OPENBLAS_THREAD_TIMEOUT=4 # test projects run side by side: waiting threads must not spin
configuration=Release
outcome=artifacts/dependency-source

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# The real packages restore, and TorchSharp's native library finds what it needs of this system's C and C++ libraries.
real_packages_work() {
  timeout 300 dotnet restore src/PConv.MLNet.Cli -p:DependencySource=nuget || return 1
  local packages version
  packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
  version=$(sed -n 's/.*"TorchSharp" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
  local linked
  linked=$(ldd "$packages/torchsharp/$version/runtimes/linux-x64/native/libLibTorchSharp.so" 2>&1 || true)
  ! grep "version .* not found" <<<"$linked"
}

# Leaves the chosen source in DependencySource: what the environment says, else what was found before, else what works.
choose_source() {
  if [ -z "${DependencySource:-}" ]; then
    if [ ! -f "$outcome" ]; then
      mkdir -p artifacts
      say "Trying the real packages (once) ..."
      if real_packages_work >artifacts/real-packages.log 2>&1; then
        echo nuget >"$outcome"
      else
        echo offline >"$outcome"
        say "They do not work here (artifacts/real-packages.log says why): the stand-ins in offline/ take their place."
      fi
    fi
    DependencySource=$(cat "$outcome")
  fi
  export DependencySource
  say "Dependencies: $DependencySource"
}

# Installs the Debian packages named, as far as they are missing.
debian_packages() {
  local package root='' missing=()
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]} ..."
  [ "$(id -u)" = 0 ] || root=sudo
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Installs what the stand-ins are built on: Debian packages (those named, or all) and one npm package.
install_stand_ins() {
  local codecs=(libturbojpeg0 libpng16-16 libwebp7) torch=(g++ libtorch-dev libopenblas0-pthread)
  [ "${1:-}" = scoring ] && torch=()
  debian_packages "${codecs[@]}" "${torch[@]}"
  if [ ! -d offline/Microsoft.ML.OnnxRuntime/node_modules ]; then
    say "Fetching ONNX Runtime ..."
    command -v npm >/dev/null || { say "npm is missing: install Node.js, then run this again."; exit 1; }
    (cd offline/Microsoft.ML.OnnxRuntime && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  fi
}

# setup scoring: enough to fill pictures; setup: enough to train and test as well.
setup() {
  command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: install it, then run this again."; exit 1; }
  choose_source
  [ "$DependencySource" = nuget ] || install_stand_ins "${1:-}"
}

build() {
  setup
  dotnet build PConv.MLNet.sln -c "$configuration" --verbosity quiet -clp:NoSummary
}

demo() {
  setup scoring
  mkdir -p artifacts/demo
  dotnet run --project tests/PConv.MLNet.Demo -c "$configuration" --verbosity quiet -- artifacts/demo | tee artifacts/demo/figures.txt
}

bench() {
  setup
  # the peer of the training's benchmark is Python's torch
  [[ " ${*:-training} " != *" training "* ]] || python3 -c 'import torch' 2>/dev/null || debian_packages python3-torch
  # those of the classical methods' are its OpenCV and scikit-image
  [[ " ${*:-classical} " != *" classical "* ]] || python3 -c 'import cv2, skimage' 2>/dev/null || debian_packages python3-opencv python3-skimage
  # those of scoring are torch and OpenCV
  [[ " ${*:-scoring} " != *" scoring "* ]] || python3 -c 'import torch, cv2, skimage' 2>/dev/null || debian_packages python3-torch python3-opencv python3-skimage
  dotnet run --project tests/PConv.MLNet.Benchmarks -c "$configuration" --verbosity quiet -- "$@"
}

# Runs every test project and ends with one line over all of them.
run_tests() {
  command -v mpirun >/dev/null || debian_packages openmpi-bin # some trainings run on several ranks
  command -v chromium >/dev/null || debian_packages chromium # the page is tried in a browser
  command -v curl >/dev/null || debian_packages curl # as its guide says
  build
  local log=artifacts/test.log code=0
  dotnet test PConv.MLNet.sln -c "$configuration" --no-build 2>&1 | tee "$log" || code=$?
  awk 'match($0, /Failed: *[0-9]+, Passed: *[0-9]+/) {
         split(substr($0, RSTART, RLENGTH), n, /[:,]/); failed += n[2]; passed += n[4] }
       END { printf "%d passed, %d failed\n", passed, failed; exit passed == 0 || failed > 0 }' "$log" || code=1
  return "$code"
}

# Writes the packages to artifacts/packages. The tool holds its native libraries: with the real libtorch, this platform's alone.
pack() {
  setup
  local own=()
  [ "$DependencySource" != offline ] || say "The tool's package will hold the stand-ins: it is for this machine alone."
  [ "$DependencySource" = offline ] || own=(-p:ToolPackageRuntimeIdentifiers="$(dotnet --info | sed -n 's/^ *RID: *//p')")
  dotnet pack PConv.MLNet.sln -c "$configuration" --verbosity quiet -o artifacts/packages "${own[@]}"
}

# Runs the notebooks and stores what they show in their files.
notebooks() {
  setup
  UPDATE_NOTEBOOKS=1 dotnet test tests/Notebooks.Tests -c "$configuration" --filter NotebookRunTests
}

case "${1:-}" in
  setup) setup ;;
  build) build ;;
  demo) demo ;;
  test) run_tests ;;
  bench) shift; bench "$@" ;;
  notebooks) notebooks ;;
  pack) pack ;;
  *) echo "Usage: ./build.sh setup | build | demo | test | bench [NAME] | notebooks | pack" >&2; exit 2 ;;
esac
