// The words of closed lists as people of a language read them; in English they are those of the reports.
#pragma once

#include "agent/record.hpp"
#include "agent/web/page/language.hpp"
#include "flowvet/plan/plan.hpp"

#include <string_view>

namespace flowvet::agent::web::page {

std::string_view term(Language language, judge::Verdict verdict);
std::string_view term(Language language, judge::Certainty certainty);
std::string_view term(Language language, plan::Weight need);
std::string_view term(Language language, RunState state);
std::string_view term(Language language, plan::SkipReason reason);

/// What a cause means and what to do about it, as one sentence each. Empty for Cause::none.
std::string_view sentence(Language language, judge::Cause cause);
std::string_view next_step(Language language, judge::Cause cause);

/// A sign beside a verdict, so that nobody depends on its colour.
std::string_view sign_of(judge::Verdict verdict);

}  // namespace flowvet::agent::web::page
