// A flow or outcome as values for the templates: its verdict, since when, and its bars.
#pragma once

#include "agent/web/page/job_state.hpp"

#include <kainjow/mustache.hpp>

#include <string>

namespace flowvet::agent::web::page {

using Data = kainjow::mustache::data;

/// The text, or false where it is empty: a section of this name is then left out, whatever is around it.
void set_text(Data& data, const std::string& name, std::string_view text);

/// Word, sign and class of a verdict; a missing one is "not run yet".
void set_verdict(Data& data, Language language, const std::optional<judge::Verdict>& verdict);

/// A point in time: how people read it, exactly, and for programs.
Data time_data(WallTime time, const Clock& clock);

/// "99.98 %". Never rounded up to 100: somebody would believe it.
std::string percent(const std::optional<double>& share);

/// Both bars; `href` is empty where nothing more is told of it.
Data subject_data(const Subject& subject, const Clock& clock, const std::string& href);

/// The marks of a bar's time with their names.
Data axis_data(const Span& span, const Clock& clock);

/// What the shapes in bars mean.
Data legend_data(Language language);

}  // namespace flowvet::agent::web::page
