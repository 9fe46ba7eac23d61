// Linux: users and capabilities. Everything is given up and then tried again: a privilege that comes back is a failure to start.
#include "probe/os/privilege.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace flowvet::probe::os {

namespace {

using Capabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct own_header() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

Capabilities capabilities() {
  auto header = own_header();
  Capabilities sets{};
  ::syscall(SYS_capget, &header, sets.data());
  return sets;
}

bool has_any(const Capabilities& sets) {
  for (const auto& set : sets)
    if ((set.effective | set.permitted | set.inheritable) != 0) return true;
  return false;
}

Problem refused(const std::string& what) {
  return {"privileges could not be given up: " + what + ": " + std::strerror(errno), "flowvet listen", ""};
}

/// Inside a user namespace only some user ids exist.
bool exists_here(uid_t user) {
  std::ifstream map("/proc/self/uid_map");
  std::uint64_t first = 0, outside = 0, count = 0;
  while (map >> first >> outside >> count)
    if (user >= first && user < first + count) return true;
  return false;
}

Result<void> become(const passwd& account, const std::string& name) {
  const gid_t group = account.pw_gid;
  if (::setgroups(1, &group) != 0 || ::setresgid(group, group, group) != 0) return Problems{refused("group of " + name)};
  if (::setresuid(account.pw_uid, account.pw_uid, account.pw_uid) != 0) return Problems{refused("user " + name)};
  if (::setresuid(0, 0, 0) == 0 || ::setresgid(0, 0, 0) == 0)
    return Problems{{"the system gave root's rights back after they were given up", "flowvet listen", ""}};
  return {};
}

/// What a program started from here could get.
void forbid_new_privileges() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

Result<void> drop_capabilities() {
  auto header = own_header();
  const Capabilities none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return Problems{refused("capabilities")};
  if (has_any(capabilities())) return Problems{{"the system kept capabilities that were given up", "flowvet listen", ""}};
  return {};
}

}  // namespace

std::string how_to_allow_low_ports() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).string();
  return "run it with sudo, or once: sudo setcap cap_net_bind_service=+ep " + (error ? std::string("flowvet") : program) +
         ", or let a systemd socket unit open them";
}

Result<std::string> drop_privileges(const std::string& user) {
  const bool was_privileged = ::geteuid() == 0 || has_any(capabilities());
  forbid_new_privileges();
  std::string done;
  if (::geteuid() == 0) {
    const passwd* account = ::getpwnam(user.c_str());
    if (account == nullptr) return Problems{{"no user \"" + user + "\" on this host", "--user", "name one without rights of its own"}};
    if (account->pw_uid == 0) {
      done = "runs on as root, without any capability";
    } else if (!exists_here(account->pw_uid)) {
      done = "user " + user + " does not exist in this user namespace: runs on without any capability";
    } else {
      if (const auto became = become(*account, user); !became) return became.error();
      done = "runs on as user " + user;
    }
  } else if (was_privileged) {
    done = "runs on without any capability";
  }
  if (const auto dropped = drop_capabilities(); !dropped) return dropped.error();
  return done;
}

}  // namespace flowvet::probe::os
