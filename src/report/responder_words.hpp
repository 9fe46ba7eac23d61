// What responders said, in words: beside one check, and of each host as a whole.
#pragma once

#include "flowvet/report/report.hpp"

#include <string>
#include <vector>

namespace flowvet::report {

/// "; 3 asks were sent, 2 arrived, 1 answer came back", or what the responder says of a port that did not answer; empty where there
/// is nothing worth a reader's time.
std::string with_responder(const CheckReport& check);

/// A host's responder as a whole. Hosts of which the same is to be said share a line.
struct ResponderLine {
  std::string hosts;
  std::string text;
};
std::vector<ResponderLine> responder_lines(const Report& report);

}  // namespace flowvet::report
