// Words for checks that went through a proxy: the same evidence means something else there, because two hops are asked.
#pragma once

#include "flowvet/judge/proxy_fault.hpp"
#include "flowvet/report/report.hpp"

#include <string>

namespace flowvet::report {

/// What kept the check from getting through its proxy; `none` for a straight check too.
judge::ProxyFault proxy_fault_of(const CheckReport& check);

/// What was seen; `usual` are the words that the outcome has on a straight way.
std::string proxied_in_words(const CheckReport& check, const std::string& usual);

/// "direct: fail (silent); through proxy01:3128: pass", and what follows from it; empty where no proxy was tried.
std::string ways_in_words(const FlowReport& flow);

}  // namespace flowvet::report
