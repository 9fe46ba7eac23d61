// First the whole link and the least size. Where the former does not arrive: what a device says that it takes, else the sizes
// that tunnels leave, then ever narrower; and the sizes that count are asked again until loss hardly explains their silence.
#include "probe/path/size_search.hpp"

#include "flowvet/probe/read_sizes.hpp"

#include <array>

namespace flowvet::probe::path {

namespace {

// Jumbo frames, FDDI, Ethernet, then what is left inside: PPPoE, IP in IP, GRE, VXLAN, WireGuard, IPsec in its several forms, GTP,
// IPv6's least, an old custom for UDP.
constexpr std::array<std::uint16_t, 20> ladder{9000, 8000, 6000, 4352, 2048, 1500, 1492, 1480, 1476, 1462,
                                               1450, 1438, 1420, 1400, 1390, 1380, 1358, 1340, 1280, 1024};
constexpr std::size_t at_once = 10;
// Where only so few sizes are left each is asked often enough that its silence may count.
constexpr std::size_t few = 4;
constexpr std::size_t times_of_few = 3;
// A request of the least size that stays unanswered so often: this port does not answer padded requests, or nobody is there.
constexpr std::ptrdiff_t tries_of_least = 6;

std::ptrdiff_t times_asked(const SizeSurvey& survey, std::uint16_t size) {
  return std::ranges::count_if(survey.answers, [size](const SizeAnswer& answer) { return answer.hops == 0 && answer.size == size; });
}

/// The smallest size above `passes` that was asked in vain; 0 where none was.
std::uint16_t smallest_unheard(const SizeSurvey& survey, std::uint16_t passes) {
  std::uint16_t smallest = 0;
  for (const SizeAnswer& answer : survey.answers)
    if (answer.hops == 0 && answer.sign == SizeSign::nothing && answer.size > passes && (smallest == 0 || answer.size < smallest))
      smallest = answer.size;
  return smallest;
}

/// Up to `count` of these values, the first and the last among them.
std::vector<std::uint16_t> spread(const std::vector<std::uint16_t>& values, std::size_t count) {
  if (values.size() <= count) return values;
  std::vector<std::uint16_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(values[count == 1 ? values.size() / 2 : i * (values.size() - 1) / (count - 1)]);
  return chosen;
}

/// All sizes between the two, neither included, or `count` of them at even distances.
std::vector<std::uint16_t> evenly(std::uint16_t low, std::uint16_t high, std::size_t count) {
  const std::size_t all = high - low - 1U;
  std::vector<std::uint16_t> sizes;
  for (std::size_t i = 1; i <= std::min(all, count); ++i)
    sizes.push_back(static_cast<std::uint16_t>(low + (all <= count ? i : i * (all + 1) / (count + 1))));
  return sizes;
}

/// Up to `count` sizes between the two, neither included: rungs of the ladder first, then at even distances.
std::vector<std::uint16_t> between(std::uint16_t low, std::uint16_t high, std::size_t count) {
  std::vector<std::uint16_t> sizes;
  for (const std::uint16_t rung : ladder)
    if (rung > low && rung < high) sizes.push_back(rung);
  sizes = spread(sizes, count);
  for (const std::uint16_t size : evenly(low, high, count - sizes.size()))
    if (std::ranges::find(sizes, size) == sizes.end()) sizes.push_back(size);
  return sizes;
}

std::vector<std::uint16_t> first_sizes(const SizeLimits& limits) {
  std::vector<std::uint16_t> sizes{limits.most};
  if (limits.hint > least_size && limits.hint < limits.most) {
    sizes.push_back(static_cast<std::uint16_t>(limits.hint + 1));
    sizes.push_back(limits.hint);
  }
  sizes.push_back(least_size);  // last, so that what came before cannot have been lost for being first
  return sizes;
}

/// One search, seen from the answers that it has.
class Search {
 public:
  Search(const SizeSurvey& survey, const SizeLimits& limits)
      : survey_(survey), limits_(limits), passes_(largest_arrived(survey)), unheard_(smallest_unheard(survey, passes_)) {
    if (const SizeAnswer* told = smallest_told(survey)) {
      told_ = told->size;
      mtu_ = told_mtu(*told);
    }
  }

  [[nodiscard]] std::vector<std::uint16_t> next() const {
    if (survey_.answers.empty()) return first_sizes(limits_);
    if (is_spent() || passes_ >= limits_.most) return {};
    if (passes_ == 0) return least_again();
    if (told_ == passes_ + 1 || (mtu_ > 0 && mtu_ <= passes_)) return {};
    if (mtu_ > passes_ && mtu_ < above() && times_asked(survey_, mtu_) == 0) return {mtu_, passes_};
    if (above() == passes_ + 1) return narrowed();
    return is_limited(survey_) ? slowly() : widely();
  }

 private:
  [[nodiscard]] bool is_spent() const {
    return survey_.answers.size() >= (is_limited(survey_) ? limits_.slow_packets : limits_.packets);
  }

  [[nodiscard]] std::vector<std::uint16_t> least_again() const {
    if (times_asked(survey_, least_size) >= tries_of_least) return {};
    std::vector<std::uint16_t> sizes{least_size, least_size, least_size};
    if (mtu_ > least_size && times_asked(survey_, mtu_) < 2) sizes.push_back(mtu_);
    return sizes;
  }

  /// The smallest size that is not known to pass and was asked, or is too big.
  [[nodiscard]] int above() const {
    int smallest = limits_.most + 1;
    if (told_ > 0) smallest = std::min<int>(smallest, told_);
    if (unheard_ > 0) smallest = std::min<int>(smallest, unheard_);
    return smallest;
  }

  /// Only the silence of the next larger size is still in doubt.
  [[nodiscard]] std::vector<std::uint16_t> narrowed() const {
    if (vanishes(survey_, unheard_)) return {};
    if (is_limited(survey_)) return {unheard_, passes_};
    return with_most({unheard_, unheard_, unheard_, passes_, passes_});
  }

  [[nodiscard]] std::vector<std::uint16_t> slowly() const {
    auto sizes = between(passes_, static_cast<std::uint16_t>(above()), 1);
    sizes.push_back(passes_);
    return sizes;
  }

  [[nodiscard]] std::vector<std::uint16_t> widely() const {
    auto sizes = between(passes_, static_cast<std::uint16_t>(above()), at_once);
    if (sizes.size() <= few) repeat(sizes);
    if (unheard_ > 0) sizes.push_back(unheard_);
    sizes.push_back(passes_);
    return with_most(std::move(sizes));
  }

  static void repeat(std::vector<std::uint16_t>& sizes) {
    const auto once = sizes;
    for (std::size_t i = 1; i < times_of_few; ++i) sizes.insert(sizes.end(), once.begin(), once.end());
  }

  /// Where packets get lost at random the whole link's MTU is the best bet in every round.
  [[nodiscard]] std::vector<std::uint16_t> with_most(std::vector<std::uint16_t> sizes) const {
    const bool open = (told_ == 0 || told_ > limits_.most) && !vanishes(survey_, limits_.most);
    if (open && std::ranges::find(sizes, limits_.most) == sizes.end()) sizes.insert(sizes.begin(), limits_.most);
    return sizes;
  }

  const SizeSurvey& survey_;
  const SizeLimits& limits_;
  std::uint16_t passes_;
  std::uint16_t unheard_;
  std::uint16_t told_ = 0;  ///< the smallest size that is told to be too big
  std::uint16_t mtu_ = 0;   ///< what is told to pass
};

}  // namespace

std::vector<std::uint16_t> next_sizes(const SizeSurvey& so_far, const SizeLimits& limits) { return Search(so_far, limits).next(); }

}  // namespace flowvet::probe::path
