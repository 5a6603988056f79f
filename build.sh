#!/usr/bin/env bash
# ./build.sh build | demo | test | bench [NAME] | notebooks | pack | docs
# Installs what the tests and benchmarks need beside the .NET SDK, and calls dotnet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 ORT_DISABLE_TELEMETRY=1
export OMP_WAIT_POLICY=passive # test projects run side by side: waiting threads must not spin
configuration=Release

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

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

setup() {
  command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: install it, then run this again."; exit 1; }
}

build() {
  setup
  dotnet build PConv.MLNet.sln -c "$configuration" --verbosity quiet -clp:NoSummary
}

demo() {
  setup
  mkdir -p artifacts/demo
  dotnet run --project tests/PConv.MLNet.Demo -c "$configuration" --verbosity quiet -- artifacts/demo | tee artifacts/demo/figures.txt
}

bench() {
  setup
  if [[ " ${*:-classical scoring} " =~ " "(classical|scoring)" " ]]; then
    [[ "$(/sbin/ldconfig -p)" == *libgtk-3.so.0* ]] || debian_packages libgtk-3-0 # OpenCV's package links to it
  fi
  if [[ " ${*:-start} " == *" start "* ]]; then
    "${PYTHON:-/usr/bin/python3}" -c 'import cv2' 2>/dev/null || debian_packages python3-opencv # the peer
    rm -rf artifacts/start
    dotnet pack src/PConv.MLNet.Cli -c "$configuration" --verbosity quiet -p:ToolPlatforms="$(dotnet msbuild src/PConv.MLNet.Cli -getProperty:NETCoreSdkPortableRuntimeIdentifier)" -o artifacts/start
  fi
  if [[ " ${*:-classical} " == *" classical "* ]]; then
    python3 -c 'import skimage' 2>/dev/null || debian_packages python3-skimage # a peer
  fi
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

# Writes the packages to artifacts/packages; pconv-train, with its libtorch, for this platform alone.
pack() {
  setup
  dotnet pack PConv.MLNet.sln -c "$configuration" --verbosity quiet -o artifacts/packages
  say "The packages are in artifacts/packages. A tool: dotnet tool install --global --add-source artifacts/packages pconv"
  say "For projects: dotnet nuget add source $PWD/artifacts/packages"
}

# Writes the guides and the API reference, from the XML comments, as a site to artifacts/docs.
docs() {
  setup
  dotnet build src/PConv.MLNet.Cli -c "$configuration" --verbosity quiet -clp:NoSummary
  dotnet build src/PConv.MLNet.Cli.Training -c "$configuration" --verbosity quiet -clp:NoSummary
  dotnet tool restore --verbosity quiet
  dotnet docfx docfx.json --logLevel warning
  say "Open artifacts/docs/docs/index.html, or serve it, with its search: dotnet docfx serve artifacts/docs"
}

# Runs the notebooks and stores what they show in their files.
notebooks() {
  setup
  UPDATE_NOTEBOOKS=1 dotnet test tests/Notebooks.Tests -c "$configuration" --filter NotebookRunTests
}

case "${1:-}" in
  build) build ;;
  demo) demo ;;
  test) run_tests ;;
  bench) shift; bench "$@" ;;
  notebooks) notebooks ;;
  pack) pack ;;
  docs) docs ;;
  *) echo "Usage: ./build.sh build | demo | test | bench [NAME] | notebooks | pack | docs" >&2; exit 2 ;;
esac
