// What a size measurement means: how large a packet gets through, what stops larger ones, and where. Pure.
#pragma once

#include "flowvet/judge/judge.hpp"
#include "flowvet/probe/path_mtu.hpp"

#include <optional>

namespace flowvet::judge {

/// What ends the sizes that get through.
enum class SizeLimit : std::uint8_t {
  unknown,     ///< nothing is known of larger packets
  link,        ///< this host's own link: all that it carries gets through
  told,        ///< a device says that its next link carries no more, so hosts can adapt
  vanishing,   ///< larger packets get lost on the way and nobody says so: a path MTU black hole
  unanswered,  ///< larger packets of this flow get no answer, and nothing shows that it is the path that loses them
};

/// The way from a responder to this host. Whether anything tells the responder's host what fits, this host does not hear.
struct WayBack {
  std::uint16_t passes = 0;    ///< the largest answer that came; 0: none
  std::uint16_t asked = 0;     ///< the largest that was asked for: no larger ask arrives
  std::uint16_t stops = 0;     ///< the smallest that does not come although its asks arrive; 0 where none is known
  probe::AskCount unanswered;  ///< the asks that show that
};

struct MtuFinding {
  std::uint16_t link = 0;    ///< MTU of this host's own link; 0 where it is not known
  std::uint16_t passes = 0;  ///< the largest packet that is known to arrive; 0: none
  probe::SizeMeans by = probe::SizeMeans::own;  ///< whose packets show that
  SizeLimit limit = SizeLimit::unknown;
  std::uint16_t stops = 0;             ///< the smallest size that does not get through or gets no answer; 0 where none is known
  std::uint16_t told = 0;              ///< what the device says that its next link carries; 0: it does not say how much
  std::optional<IpAddress> device;     ///< who says so
  std::uint16_t others_pass = 0;  ///< where the flow's own do not: packets of another kind, up to this size, arrive; 0: none are known to
  std::uint16_t tried = 0;             ///< the large packet that was sent hop by hop; 0: none was
  unsigned after_hop = 0;              ///< the last router that says it came there; 0: none
  std::optional<IpAddress> after_address;
  std::optional<unsigned> stops_before;  ///< the first hop that hears small packets and not the large ones
  std::optional<WayBack> back;           ///< where a responder was asked; all else is then about the way there
};

MtuFinding find_mtu(const probe::PathMtu& mtu);

/// A flow whose service fills packets works less well, or not for every client, where large packets vanish unsaid. Where a device
/// says what it carries, or the service's silence may be its own, nothing is taken away.
Judgement beside_mtu(const Judgement& judged, const plan::Probe& probe, const probe::Observation& seen);

}  // namespace flowvet::judge

namespace flowvet::base {
template <>
inline constexpr std::array word_table<judge::SizeLimit>{
    Word{judge::SizeLimit::unknown, "unknown"}, Word{judge::SizeLimit::link, "link"}, Word{judge::SizeLimit::told, "told"},
    Word{judge::SizeLimit::vanishing, "vanishing"}, Word{judge::SizeLimit::unanswered, "unanswered"}};
}  // namespace flowvet::base
