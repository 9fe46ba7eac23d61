#!/usr/bin/env bash
# From a fresh clone on Debian 12 to a running flowvet: installs what the build needs, builds the program, runs its demo.
# Run as root or as a user with sudo; needs only the machine's package mirror. May be run again at any time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. packaging/steps.sh

install_packages packaging/packages-build.txt

say "configuring"
cmake --preset release >&2

say "building with $(build_jobs) jobs"
cmake --build --preset release --target flowvet --parallel "$(build_jobs)" >&2

say "flowvet demo"
build/release/flowvet demo
say "done; the program is $PWD/build/release/flowvet"
