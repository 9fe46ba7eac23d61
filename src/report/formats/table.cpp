// Every report format there is: one file and one line here each. The first is the default.
#include "report/formats/formats.hpp"

#include <algorithm>
#include <array>

namespace flowvet::report {
namespace {

constexpr std::array table{
    Format{"text", "for people at a terminal", write_text},
    Format{"json", "everything, for programs and for `flowvet explain`", write_json},
    Format{"prometheus", "metrics for the textfile collector of node_exporter", write_prometheus},
};

}  // namespace

std::span<const Format> formats() {
  return table;
}

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Format::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace flowvet::report
