// First what gets through, then what stops larger packets, and where.
#include "report/mtu_words.hpp"

#include <algorithm>

namespace flowvet::report {
namespace {

using judge::MtuFinding;
using judge::SizeLimit;
using probe::SizeMeans;

std::string bytes_text(unsigned size) {
  return std::to_string(size) + " bytes";
}

/// Of packets that are not the flow's own.
std::string means_text(SizeMeans means) {
  switch (means) {
    case SizeMeans::own:
    case SizeMeans::responder:
    case SizeMeans::responder_back:
      return {};
    case SizeMeans::echo:
      return " (by ICMP echo)";
    case SizeMeans::datagram:
      return " (by datagrams to an unused port)";
  }
  return {};
}

std::string passes_text(const MtuFinding& finding) {
  const auto* verb = finding.by == SizeMeans::responder ? " get there" : " pass";
  return "packets of " + bytes_text(finding.passes) + verb + means_text(finding.by);
}

std::string larger_text(const MtuFinding& finding) {
  return finding.stops > finding.passes + 1 ? "those of " + bytes_text(finding.stops) : "larger ones";
}

std::string hop_text(const MtuFinding& finding) {
  return "hop " + std::to_string(finding.after_hop) +
         (finding.after_address ? " (" + to_text(*finding.after_address) + ")" : std::string{});
}

std::string device_text(const MtuFinding& finding) {
  const bool placed = finding.after_hop > 0 && finding.after_address == finding.device;
  return to_text(*finding.device) + (placed ? " (hop " + std::to_string(finding.after_hop) + ")" : std::string{});
}

std::string told_text(const MtuFinding& finding) {
  if (finding.passes == 0) {
    const auto most = finding.told > 0 ? bytes_text(finding.told) : "less than " + bytes_text(finding.stops);
    return device_text(finding) + " says that its next link carries " + most +
           "; nothing answers packets of that size, so whether they arrive is not known";
  }
  if (finding.told == 0)
    return passes_text(finding) + "; " + device_text(finding) + " says that " + larger_text(finding) + " do not fit its next link";
  const auto most = finding.told == finding.passes ? "no more" : bytes_text(finding.told);
  return passes_text(finding) + "; " + device_text(finding) + " says that its next link carries " + most;
}

std::string where_text(const MtuFinding& finding) {
  if (finding.after_hop > 0) return " after " + hop_text(finding);
  return finding.stops_before == 1U ? " before hop 1" : " on the way";
}

std::string vanishing_text(const MtuFinding& finding) {
  const auto others = finding.others_pass > 0 ? "; other packets of " + bytes_text(finding.others_pass) + " reach the host" : std::string{};
  if (finding.passes == 0)
    return "packets of " + bytes_text(finding.stops) + " get lost" + where_text(finding) + ", where small ones get on, and nobody says so" +
           others;
  return passes_text(finding) + ", " + larger_text(finding) + " get lost" + where_text(finding) + " and nobody says so" + others;
}

std::string unanswered_text(const MtuFinding& finding) {
  const auto answered = passes_text(finding) + ", " + larger_text(finding) + " get no answer; ";
  if (finding.others_pass > 0)
    return answered + "other packets of " + bytes_text(finding.others_pass) +
           " reach the host, so a filter or the service makes the difference";
  const auto as_far_as = finding.after_hop > 0 ? "they pass " + hop_text(finding) + ", and " : std::string{};
  return answered + as_far_as + "whether they get lost or are not answered cannot be told";
}

std::string unknown_text(const MtuFinding& finding) {
  const bool heard = finding.tried > finding.passes && finding.after_hop > 0;
  const auto passed_hop = heard ? "packets of " + bytes_text(finding.tried) + " pass " + hop_text(finding) : std::string{};
  if (finding.passes > 0)
    return passes_text(finding) + (heard ? "; " + passed_hop : "") + "; whether larger ones reach the host is not known";
  return heard ? passed_hop + "; nobody farther away answers at that size"
               : "nothing answers at size, so how large a packet gets through is not known";
}

std::string limit_text(const MtuFinding& finding) {
  switch (finding.limit) {
    case SizeLimit::unknown:
      return unknown_text(finding);
    case SizeLimit::link:
      return passes_text(finding) + ", the most that this host's own link carries";
    case SizeLimit::told:
      return told_text(finding);
    case SizeLimit::vanishing:
      return vanishing_text(finding);
    case SizeLimit::unanswered:
      return unanswered_text(finding);
  }
  return {};
}

std::string way_back_text(const judge::WayBack& back, bool larger_stop_there) {
  if (back.passes == 0) return "how large an answer comes back is not known";
  const auto passes = bytes_text(back.passes) + " come back";
  if (back.stops > 0)
    return passes + ", and " + (back.stops > back.passes + 1 ? bytes_text(back.stops) + " do not" : "more do not") + ": of " +
           std::to_string(back.unanswered.sent) + " asks for that " + std::to_string(back.unanswered.arrived) +
           " arrived, and no answer came; whether the responder's host is told so cannot be seen from here";
  if (back.passes < back.asked) return passes + "; whether more do is not known";
  return !larger_stop_there ? passes : passes + "; more cannot be asked for, because larger asks do not get there";
}

}  // namespace

std::optional<judge::MtuFinding> mtu_of(const CheckReport& check) {
  return check.mtu ? std::optional(judge::find_mtu(*check.mtu)) : std::nullopt;
}

std::string mtu_in_words(const judge::MtuFinding& finding) {
  const auto limit = limit_text(finding);
  return finding.back ? limit + "; " + way_back_text(*finding.back, finding.stops > 0) : limit;
}

std::string with_mtu(const CheckReport& check) {
  const auto finding = mtu_of(check);
  const bool stops_there = finding && finding->limit != SizeLimit::link && (finding->limit != SizeLimit::unknown || finding->passes > 0);
  const bool is_news = stops_there || (finding && finding->back && finding->back->stops > 0);
  return is_news ? "; " + mtu_in_words(*finding) : std::string{};
}

bool is_held_back_by_mtu(const CheckReport& check) {
  if (check.verdict.verdict != judge::Verdict::degraded || check.verdict.cause != judge::Cause::dropped) return false;
  const auto finding = mtu_of(check);
  return finding && finding->limit == SizeLimit::vanishing;
}

}  // namespace flowvet::report
