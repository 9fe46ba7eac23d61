#!/usr/bin/env bash
# Everything that must hold before a change is taken: installs what the tests need, builds everything with warnings as
# errors, cross-compiles for Windows and runs every test. Ends with ctest's closing lines; nonzero when anything failed.
# Usage: test.sh [PRESET]   test (default), asan, tsan or fuzz; the last one needs clang
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. packaging/steps.sh
preset=${1:-test}
policy=/usr/sbin/policy-rc.d
policy_saved=$policy.before-flowvet

# The labs start the daemons that they need themselves, in namespaces; their packages must not start any on this machine.
keep_daemons_stopped() {
  restore_daemon_policy # of a run that was killed
  trap restore_daemon_policy EXIT
  [ ! -e "$policy" ] || as_root mv "$policy" "$policy_saved"
  printf '#!/bin/sh\n# put here by flowvet packaging/test.sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

restore_daemon_policy() {
  if grep -qs 'put here by flowvet' "$policy"; then as_root rm -f "$policy"; fi
  if [ -e "$policy_saved" ]; then as_root mv "$policy_saved" "$policy"; fi
}

lists=(packaging/packages-build.txt packaging/packages-test.txt)
for list in tests/*/packages.txt; do
  [ ! -e "$list" ] || lists+=("$list")
done
if [ -n "$(missing_packages "${lists[@]}")" ]; then
  keep_daemons_stopped
  install_packages "${lists[@]}"
  restore_daemon_policy
  trap - EXIT
fi

say "configuring preset $preset"
cmake --preset "$preset"

# -k 0: one run shows every error.
say "building with $(build_jobs) jobs"
cmake --build --preset "$preset" --parallel "$(build_jobs)" -- -k 0

say "testing"
ctest --preset "$preset" --parallel "$(nproc)"
