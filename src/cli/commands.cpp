// The table of subcommands; each stands in its own command_<verb>.cpp.
#include "cli/commands.hpp"

#include <array>

namespace flowvet::cli {
namespace {

constexpr std::array table{
    Command{"check", "Check every documented flow of a role, now, from this host", set_up_check},
    Command{"plan", "Show what would be checked, what would not, and why; sends nothing", set_up_plan},
    Command{"catalog", "Look up the documented flows and roles", set_up_catalog},
    Command{"listen", "Stand in for a role where nothing is installed yet, and answer the checks of other hosts", set_up_listen},
    Command{"probe", "Check one service of one host by hand, and show what is said", set_up_probe},
    Command{"explain", "Show the evidence behind one verdict of a report", set_up_explain},
    Command{"trace", "Show hop by hop how far a flow's own packets get", set_up_trace},
    Command{"ticket", "Write what to ask of the network team and of administrators, from a report", set_up_ticket},
    Command{"agent", "Run checks on a schedule and remember them", set_up_agent},
    Command{"history", "Show what the agent remembers of flows and outcomes", set_up_history},
    Command{"diff", "Show what changed between two runs or reports", set_up_diff},
    Command{"doctor", "Show what this host is able to check", set_up_doctor},
    Command{"validate", "Check site files, agent configurations, catalog files and reports for mistakes", set_up_validate},
    Command{"demo", "Check a small emulated site on this host's loopback", set_up_demo},
};

}  // namespace

std::span<const Command> commands() {
  return table;
}

}  // namespace flowvet::cli
