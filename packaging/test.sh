#!/usr/bin/env bash
# Everything that must hold before a change is taken: installs what the tests need, unpacks the real servers of the labs into
# the build tree, builds everything with warnings as errors, cross-compiles for Windows and runs every test. Ends with ctest's
# closing lines; nonzero when anything failed.
# Usage: test.sh [PRESET]   test (default), asan, tsan or fuzz; the last one needs clang
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. packaging/steps.sh
preset=${1:-test}

install_packages packaging/packages-build.txt packaging/packages-deb.txt packaging/packages-test.txt
unpack_packages build/unpacked tests/lab/packages.txt

say "configuring preset $preset"
cmake --preset "$preset"

# -k 0: one run shows every error.
say "building with $(build_jobs) jobs"
cmake --build --preset "$preset" --parallel "$(build_jobs)" -- -k 0

say "testing"
ctest --preset "$preset" --parallel "$(nproc)"
