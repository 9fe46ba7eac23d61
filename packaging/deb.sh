#!/usr/bin/env bash
# From a clone on Debian 12 to the Debian package: installs what the build needs, builds the program and packs it. The last line on
# standard output is the package's file. The same sources make the same bytes, whenever they are packed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. packaging/steps.sh

install_packages packaging/packages-build.txt packaging/packages-deb.txt

say "configuring"
cmake --preset release >&2

say "building with $(build_jobs) jobs"
cmake --build --preset release --target flowvet package_texts --parallel "$(build_jobs)" >&2

say "packing"
# The time of every file in the package: that of the release, unless whoever rebuilds it says otherwise.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(dpkg-parsechangelog -l packaging/deb/changelog -S Timestamp)}
export SOURCE_DATE_EPOCH
cpack --preset deb >&2
package=$(dpkg-parsechangelog -l packaging/deb/changelog -S Version)
say "done; install it with: apt-get install FILE"
printf '%s\n' "$PWD/build/release/flowvet_${package}_$(dpkg --print-architecture).deb"
