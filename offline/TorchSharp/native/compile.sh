#!/bin/sh
# compile.sh OUT: compiles the shim beside it against one libtorch.
#   TorchRoot=DIR                           the folder `torch` of a Python torch, for CPU or CUDA
#   TorchInclude, TorchLib and TorchFlags   any other; Debian's without them
set -eu
if [ -n "${TorchRoot:-}" ]; then
  include=$TorchRoot/include
  lib=$TorchRoot/lib
  # which std::string it was built with, as torch._C._GLIBCXX_USE_CXX11_ABI says: the constructor of its exception takes one
  grep -q _ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx11 "$lib/libc10.so" && abi=1 || abi=0
  # nothing names a symbol of the CUDA libraries: they register themselves when they are loaded
  flags="-std=c++20 -D_GLIBCXX_USE_CXX11_ABI=$abi -Wl,-rpath,$lib -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10"
  [ ! -e "$lib/libtorch_cuda.so" ] || flags="$flags -ltorch_cuda -lc10_cuda"
else
  include=${TorchInclude:-/usr/include}
  lib=${TorchLib:-/usr/lib/x86_64-linux-gnu}
  flags=${TorchFlags:--std=c++17 -ltorch_cpu -lc10}
fi
# shellcheck disable=SC2086 # flags are several words
g++ -O1 -fPIC -shared -w -I"$include" -I"$include/torch/csrc/api/include" "$(dirname "$0")/shim.cpp" -o "$1.new" -L"$lib" $flags
mv -f "$1.new" "$1"
