# shellcheck shell=bash
# Steps that quickstart.sh and test.sh share; sourced by them after cd to the top of the clone.
# Messages go to standard error, so that only the program's own output is on standard output.

SECONDS=0
say() { printf '== %3d s  %s\n' "$SECONDS" "$*" >&2; }
die() { printf 'flowvet: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The packages that the files name, one a line; '#' starts a comment.
named_packages() { sed -e 's/#.*//' "$@" | tr -s ' \t' '\n' | sed '/^$/d'; }

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_packages() {
  local package
  for package in $(named_packages "$@"); do
    installed "$package" || printf '%s\n' "$package"
  done
}

require_apt() {
  command -v apt-get >/dev/null ||
    die "this script is for Debian 12; elsewhere install the counterparts of $* and use 'cmake --preset release'"
}

can_be_root() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }

lists_are_fresh=
refresh_package_lists() {
  [ -z "$lists_are_fresh" ] && can_be_root || return 0
  as_root apt-get -q -o DPkg::Lock::Timeout=300 update >&2 || say "apt-get update had errors; going on with the lists that there are"
  lists_are_fresh=yes
}

# install_packages FILE...: installs what is missing, calls apt-get only when something is.
# --no-remove: a machine that already has another Boost keeps it and gets a message.
install_packages() {
  local missing
  require_apt "$@"
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -eq 0 ]; then
    say "every package is there already"
    return
  fi
  can_be_root || die "packages are missing and there is no sudo; as root: apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  refresh_package_lists
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    install --no-install-recommends --no-remove "${missing[@]}" >&2 ||
    die "apt-get could not install what is missing (see above); the lists are for Debian 12"
}

# unpack_packages FOLDER FILE...: fetches what is missing, with all that it depends on, and unpacks it into FOLDER, laid out as /.
# Nothing is installed, so no daemon starts now or at the next boot, and packages may conflict with what the machine has.
unpack_packages() {
  local folder=$1 wanted needed fetched=$1/fetched
  shift
  require_apt "$@"
  mkdir -p "$folder"
  touch "$folder/unpacked.txt" # the packages that are there completely
  mapfile -t wanted < <(missing_packages "$@" | grep -vxF -f "$folder/unpacked.txt")
  if [ "${#wanted[@]}" -eq 0 ]; then
    say "every package of $* is there already"
    return
  fi
  say "unpacking into $folder: ${wanted[*]}"
  refresh_package_lists
  mapfile -t needed < <(apt-get -s --no-install-recommends install "${wanted[@]}" | awk '$1 == "Inst" {print $2}')
  rm -rf "$fetched"
  mkdir "$fetched"
  [ "${#needed[@]}" -gt 0 ] || die "apt-get does not know ${wanted[*]} (see above); the lists are for Debian 12"
  (cd "$fetched" && apt-get -q -o APT::Sandbox::User=root download "${needed[@]}" >&2) || die "apt-get could not fetch ${wanted[*]}"
  unpack_files "$folder" "$fetched"/*.deb
  rm -r "$fetched"
  printf '%s\n' "${wanted[@]}" >>"$folder/unpacked.txt"
}

# Older packages still have /bin, /sbin and /lib apart from /usr. The files belong to the caller and no program is set-uid.
unpack_files() {
  local folder=$1 file top
  shift
  for top in bin sbin lib lib64; do
    mkdir -p "$folder/usr/$top"
    [ -e "$folder/$top" ] || ln -s "usr/$top" "$folder/$top"
  done
  for file in "$@"; do
    dpkg-deb --fsys-tarfile "$file" |
      tar -x -C "$folder" --keep-directory-symlink --no-same-owner --no-same-permissions ||
      die "could not unpack $(basename "$file")"
  done
}

memory_limit_kib() {
  local limit
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  case "$limit" in
    '' | *[!0-9]*) awk '/^MemAvailable:/ {print $2}' /proc/meminfo ;;
    *) echo $((limit / 1024)) ;;
  esac
}

# One compiler for each core, but no more than fit into memory: a file full of Asio coroutines takes up to 1.5 GB.
build_jobs() {
  local cores fitting
  cores=$(nproc)
  fitting=$(($(memory_limit_kib) / 1572864))
  if [ "$fitting" -lt 1 ]; then echo 1; elif [ "$fitting" -lt "$cores" ]; then echo "$fitting"; else echo "$cores"; fi
}
