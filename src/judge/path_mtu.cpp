// An answer proves its size; a device's word proves its link; silence is believed only where two kinds of packets fall silent at the
// same size, where one hop hears the large packets and the next one, which hears the small ones, does not, or where a responder, which
// answers every ask, says that none of the large ones came.
#include "flowvet/judge/path_mtu.hpp"

#include "flowvet/probe/read_sizes.hpp"

#include <array>

namespace flowvet::judge {
namespace {

using probe::PathMtu;
using probe::SizeAnswer;
using probe::SizeMeans;
using probe::SizeSign;
using probe::SizeSurvey;

enum class Kind : std::uint8_t {
  own,  ///< to the flow's own port
  other,
  back,
};

Kind kind_of(SizeMeans means) {
  switch (means) {
    case SizeMeans::own:
    case SizeMeans::responder:
      return Kind::own;
    case SizeMeans::echo:
    case SizeMeans::datagram:
      return Kind::other;
    case SizeMeans::responder_back:
      return Kind::back;
  }
  return Kind::other;
}

const SizeSurvey* find_survey(const PathMtu& mtu, Kind kind) {
  for (const SizeSurvey& survey : mtu.surveys)
    if (kind_of(survey.means) == kind) return &survey;
  return nullptr;
}

/// Above `passes` nothing arrives, from `stops` on that is no accident.
struct Gap {
  std::uint16_t passes = 0;
  std::uint16_t stops = 0;
  bool certain = false;  ///< by a responder's word
};

/// Asks that arrived without an answer show that answers get lost.
std::optional<Gap> gap_of(const SizeSurvey* survey) {
  if (survey == nullptr) return std::nullopt;
  const auto stops = probe::smallest_vanishing(*survey);
  const auto& word = survey->unanswered;
  if (stops == 0 || (word && word->arrived > 0)) return std::nullopt;
  return Gap{probe::largest_arrived(*survey), stops, word.has_value()};
}

std::optional<WayBack> way_back(const SizeSurvey* survey) {
  if (survey == nullptr) return std::nullopt;
  WayBack back;
  back.passes = probe::largest_arrived(*survey);
  for (const SizeAnswer& answer : survey->answers) back.asked = std::max(back.asked, answer.size);
  if (!survey->unanswered || !probe::silence_counts(survey->unanswered->arrived, probe::loss_of(*survey))) return back;
  back.stops = probe::smallest_vanishing(*survey);
  back.unanswered = *survey->unanswered;
  return back;
}

bool is_same(const Gap& one, const Gap& other) {
  return one.passes < other.stops && other.passes < one.stops;
}

std::uint16_t passes_of(const SizeSurvey* survey) {
  return survey == nullptr ? std::uint16_t{0} : probe::largest_arrived(*survey);
}

/// Packets with a limited number of hops: of the large size, and of the small one beside it.
class HopReader {
 public:
  explicit HopReader(const SizeSurvey& survey) : survey_(survey) {
    for (const SizeAnswer& answer : survey.answers) {
      if (answer.hops == 0) continue;
      large_ = std::max(large_, answer.size);
      last_ = std::max<unsigned>(last_, answer.hops);
    }
    for (const SizeAnswer& answer : survey.answers)
      if (answer.size < large_ && answer.sign == SizeSign::expired) hears_small_[answer.hops] = true;
  }

  void read(MtuFinding& finding) const {
    if (large_ == 0) return;
    finding.tried = large_;
    finding.after_hop = probe::farthest_heard(survey_, large_);
    finding.after_address = address_at(finding.after_hop);
    for (unsigned hop = finding.after_hop + 1; hop <= last_ && !finding.stops_before; ++hop)
      if (is_deaf_to_large(hop, finding.after_hop)) finding.stops_before = hop;
    if (finding.device)
      for (unsigned hop = 1; hop <= last_; ++hop)
        if (address_at(hop) == finding.device) finding.after_hop = hop, finding.after_address = finding.device;
  }

 private:
  [[nodiscard]] std::optional<IpAddress> address_at(unsigned hop) const {
    for (const SizeAnswer& answer : survey_.answers)
      if (answer.hops == hop && hop > 0 && answer.sign == SizeSign::expired && answer.icmp) return answer.icmp->offender;
    return std::nullopt;
  }

  /// Packets that can be heard of: small ones at hops that answer, large ones where they were heard.
  [[nodiscard]] probe::Loss loss_beside(unsigned after_hop) const {
    probe::Loss loss;
    for (const SizeAnswer& answer : survey_.answers) {
      const bool can_be_heard = answer.hops > 0 && (answer.size < large_ ? hears_small_[answer.hops] : answer.hops == after_hop);
      if (!can_be_heard || (answer.sign != SizeSign::expired && answer.sign != SizeSign::nothing)) continue;
      ++loss.sent;
      loss.lost += answer.sign == SizeSign::nothing ? 1 : 0;
    }
    return loss;
  }

  [[nodiscard]] bool is_deaf_to_large(unsigned hop, unsigned after_hop) const {
    int times = 0;
    for (const SizeAnswer& answer : survey_.answers)
      if (answer.hops == hop && answer.size == large_ && answer.sign == SizeSign::nothing) ++times;
    return hears_small_[hop] && probe::silence_counts(times, loss_beside(after_hop));
  }

  const SizeSurvey& survey_;
  std::uint16_t large_ = 0;
  unsigned last_ = 0;
  std::array<bool, UINT8_MAX + 1> hears_small_{};
};

class Finder {
 public:
  explicit Finder(const PathMtu& mtu) : mtu_(mtu), own_(find_survey(mtu, Kind::own)), other_(find_survey(mtu, Kind::other)) {
    finding_.link = mtu.link;
    const bool by_own = passes_of(own_) > 0 && passes_of(own_) >= passes_of(other_);
    finding_.passes = std::max(passes_of(own_), passes_of(other_));
    finding_.by = by_own || other_ == nullptr ? own_means() : other_->means;
    finding_.back = way_back(find_survey(mtu, Kind::back));
  }

  MtuFinding find() && {
    read_told();
    if (own_ != nullptr) HopReader(*own_).read(finding_);
    const auto own = gap_of(own_);
    if (is_stopped_alone())
      only_others_pass({passes_of(own_), finding_.tried, false}, SizeLimit::vanishing);
    else if (own && own->stops <= passes_of(other_))
      only_others_pass(*own, own->certain ? SizeLimit::vanishing : SizeLimit::unanswered);
    else if (mtu_.link > 0 && finding_.passes >= mtu_.link)
      finding_.limit = SizeLimit::link;
    else if (finding_.device)
      finding_.limit = SizeLimit::told;
    else
      read_silence(own, gap_of(other_));
    return std::move(finding_);
  }

 private:
  [[nodiscard]] SizeMeans own_means() const { return own_ != nullptr ? own_->means : SizeMeans::own; }

  void read_told() {
    for (const SizeSurvey& survey : mtu_.surveys) {
      if (kind_of(survey.means) == Kind::back) continue;
      const SizeAnswer* told = probe::smallest_told(survey);
      if (told == nullptr || told->size <= finding_.passes || !told->icmp || !told->icmp->offender) continue;
      if (finding_.stops > 0 && finding_.stops <= told->size) continue;
      finding_.stops = told->size;
      finding_.told = probe::told_mtu(*told);
      finding_.device = told->icmp->offender;
    }
  }

  /// A hop does not hear the flow's own large packets, although others of that size reach the host.
  [[nodiscard]] bool is_stopped_alone() const {
    return finding_.stops_before && passes_of(own_) < finding_.tried && passes_of(other_) >= finding_.tried;
  }

  void only_others_pass(const Gap& own, SizeLimit limit) {
    finding_.limit = limit;
    finding_.others_pass = finding_.passes;
    finding_.passes = own.passes;
    finding_.by = own_means();
    finding_.stops = own.stops;
    finding_.device.reset();
  }

  void read_silence(const std::optional<Gap>& own, const std::optional<Gap>& other) {
    const auto& gap = own ? own : other;
    const bool agree = own && other && is_same(*own, *other);
    if (gap) {
      finding_.stops = agree ? std::min(own->stops, other->stops) : gap->stops;
      finding_.limit = agree || gap->certain || finding_.stops_before ? SizeLimit::vanishing : SizeLimit::unanswered;
    } else if (finding_.stops_before && finding_.passes < finding_.tried) {
      finding_.stops = finding_.tried;
      finding_.limit = SizeLimit::vanishing;
    }
  }

  const PathMtu& mtu_;
  const SizeSurvey* own_;
  const SizeSurvey* other_;
  MtuFinding finding_;
};

}  // namespace

MtuFinding find_mtu(const probe::PathMtu& mtu) { return Finder(mtu).find(); }

Judgement beside_mtu(const Judgement& judged, const plan::Probe& probe, const probe::Observation& seen) {
  if (judged.verdict != Verdict::pass || !probe.fills_packets || !seen.mtu) return judged;
  if (find_mtu(*seen.mtu).limit != SizeLimit::vanishing) return judged;
  return {Verdict::degraded, judged.certainty, Cause::dropped};
}

}  // namespace flowvet::judge
