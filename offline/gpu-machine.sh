#!/bin/sh
# Training on a GPU machine that has nothing but a Python with torch: README.md beside this script.
set -eu

usage() {
  cat >&2 <<'END'
Usage: offline/gpu-machine.sh pack OUT.tar.gz     here: pconv with .NET and all it needs, in one archive
       ./gpu-machine.sh run -- ARGUMENTS          there, in the unpacked folder: pconv over that machine's Python torch

Example: ./gpu-machine.sh run -- train --images photos --output run --device cuda

run takes the torch of python3; PYTHON=/path/of/python takes another's.
END
  exit 2
}

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
oldest=2.10 # the oldest torch the shim is tried against, Debian's apart

# A codec of pictures and what it is linked to, but for what every system has.
codec() {
  file=$(ldconfig -p | sed -n "s/^\t$1 .*x86-64.* => //p" | head -n 1)
  [ -n "$file" ] || fail "$1 is missing: run ./build.sh setup first."
  cp -L "$file" "$2/$1"
  ldd "$file" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | grep -vE '/lib(c|m|dl|pthread|gcc_s|stdc\+\+)\.so' | while read -r needed; do cp -L "$needed" "$2"; done
}

pack() {
  [ $# = 1 ] || usage
  case $1 in *.tar.gz) ;; *) say "The archive is '$1', expected a name that ends in .tar.gz."; exit 2 ;; esac
  [ ! -e "$1" ] || fail "$1 is there already: remove it, or choose another name."
  command -v dotnet >/dev/null || fail "dotnet is missing: install the .NET 10 SDK."
  out=$1
  work=$(mktemp -d)
  trap 'rm -rf "$work" "$out.new"' EXIT
  root=$work/pconv-gpu
  say "Publishing pconv with .NET ..."
  # with outputs of its own: those of a build without .NET stay as they are
  DependencySource=offline dotnet publish "$here/../src/PConv.MLNet.Cli" -c Release -r linux-x64 --self-contained \
    -p:ArtifactsPath="$here/../artifacts/gpu-machine" -p:DebugType=none -p:SatelliteResourceLanguages=en --verbosity quiet -nologo -o "$root/bin" >&2
  rm "$root/bin/libtorchshim.so" # over the torch of this machine
  for library in libturbojpeg.so.0 libpng16.so.16 libwebp.so.7; do codec $library "$root/bin"; done
  cp -r "$here/TorchSharp/native" "$here/gpu-machine.sh" "$root"
  say "Packing ..."
  tar -C "$work" -czf "$out.new" pconv-gpu
  mv "$out.new" "$out"
  say "Wrote $out, $(($(wc -c <"$out") / 1000000)) MB."
}

# Leaves the version, the folder and 1 or 0 for CUDA of Python's torch in variables.
find_torch() {
  python=${PYTHON:-python3}
  command -v "$python" >/dev/null || fail "There is no '$python' here: set PYTHON to the Python that has torch."
  found=$("$python" -c 'import torch; print(torch.__version__, int(torch.cuda.is_available()), torch.__path__[0])' 2>/dev/null) ||
    fail "'$python' has no torch that can be imported: see what '$python -c \"import torch\"' says, install one ($python -m pip install 'torch>=$oldest'), or set PYTHON to a Python that has it."
  found=$(echo "$found" | tail -n 1)
  read -r version cuda torch <<END
$found
END
  [ "$(printf '%s\n' "$oldest" "$version" | sort -V | head -n 1)" = "$oldest" ] ||
    fail "The torch of '$python' is $version, expected $oldest or newer: install one ($python -m pip install 'torch>=$oldest'), or set PYTHON to a Python that has it."
}

run() {
  [ "${1:-}" != -- ] || shift
  [ $# -gt 0 ] || usage
  [ -e "$here/bin/pconv" ] || fail "There is no $here/bin/pconv: pack an archive (gpu-machine.sh pack OUT.tar.gz), unpack it, and run the gpu-machine.sh inside."
  find_torch
  case " $* " in
    *" --device cuda"* | *" --device=cuda"*)
      [ "$cuda" = 1 ] || fail "Torch $version sees no CUDA device: check nvidia-smi, install a torch built for CUDA, or take --device cpu." ;;
  esac
  # C++'s binary interface holds for one version of torch, so there is a shim for each
  shim=shims/$version-$(cksum <"$here/native/shim.cpp" | cut -d ' ' -f 1)
  if [ ! -e "$here/$shim/libtorchshim.so" ]; then
    command -v g++ >/dev/null || fail "g++ is missing: install it. Or, on a machine that has g++ and torch $version, run '$0 run -- --help' and copy its folder $shim here, to $here/$shim."
    say "Compiling the shim over torch $version (once) ..."
    mkdir -p "$here/$shim"
    TorchRoot=$torch "$here/native/compile.sh" "$here/$shim/libtorchshim.so" >&2 ||
      fail "The shim does not compile over torch $version in $torch: the errors stand above."
  fi
  LD_LIBRARY_PATH=$here/$shim:$torch/lib:$here/bin${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$here/bin/pconv" "$@"
}

verb=${1:-}
[ $# = 0 ] || shift
case $verb in
  pack) pack "$@" ;;
  run) run "$@" ;;
  *) usage ;;
esac
