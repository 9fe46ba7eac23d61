// Runs one fuzz target without libFuzzer: every file of its corpus, each cut at every length, with every byte changed, and a
// fixed number of random mutations. The same inputs in the same order on every run. The input under way is kept in
// <program>.input, so that after a crash that file is the culprit: give it to the program to run it alone.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t cut_limit = 2048;            // a parser's decisions are in its first bytes; keeps large corpus files quick
constexpr std::size_t mutations = 4000;            // under a second for every target, some ten with sanitizers
constexpr std::size_t mutation_limit = 1U << 16U;  // the largest datagram

Bytes read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// The files below each argument, or the argument itself, in order of their paths; always also the empty input.
std::vector<Bytes> read_corpus(const std::vector<std::filesystem::path>& arguments) {
  std::vector<std::filesystem::path> files;
  for (const auto& argument : arguments) {
    if (std::filesystem::is_regular_file(argument)) files.push_back(argument);
    if (!std::filesystem::is_directory(argument)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argument)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  std::vector<Bytes> corpus{Bytes{}};
  std::ranges::transform(files, std::back_inserter(corpus), read_file);
  return corpus;
}

/// Calls the target and keeps the input of the call under way on disk.
class Runner {
 public:
  explicit Runner(std::filesystem::path kept) : kept_(std::move(kept)), stream_(kept_, std::ios::binary | std::ios::trunc) {}

  void run(const Bytes& input) {
    stream_.seekp(0);
    stream_.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
    stream_.flush();
    std::filesystem::resize_file(kept_, input.size());
    const Bytes exact(input.begin(), input.end());  // no spare capacity, so that a sanitizer sees one byte too many
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    ++runs_;
  }

  /// The number of calls; the kept input is no longer of interest.
  std::size_t finish() {
    stream_.close();
    std::filesystem::remove(kept_);
    return runs_;
  }

 private:
  std::filesystem::path kept_;
  std::ofstream stream_;
  std::size_t runs_ = 0;
};

void run_cut(Runner& runner, const Bytes& input) {
  for (std::size_t size = 0; size < std::min(input.size(), cut_limit); ++size) {
    runner.run({input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size)});
  }
}

void run_changed(Runner& runner, const Bytes& input) {
  constexpr std::uint8_t extremes[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  Bytes changed = input;
  for (std::size_t at = 0; at < std::min(input.size(), cut_limit); ++at) {
    for (const std::uint8_t value : extremes) {
      changed[at] = value;
      runner.run(changed);
    }
    changed[at] = input[at];
  }
}

/// Distributions differ between standard libraries; a remainder does not.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return random() % count;
}

void mutate_once(Bytes& input, const Bytes& other, std::mt19937& random) {
  const auto at = static_cast<std::ptrdiff_t>(pick(random, input.size() + 1));
  const auto byte = static_cast<std::uint8_t>(random() & 0xffU);
  if (input.empty()) {
    input.push_back(byte);
    return;
  }
  const auto existing = std::min(at, static_cast<std::ptrdiff_t>(input.size()) - 1);
  switch (pick(random, 6)) {
    case 0:
      input[static_cast<std::size_t>(existing)] ^= static_cast<std::uint8_t>(1U << pick(random, 8));
      break;
    case 1:
      input[static_cast<std::size_t>(existing)] = byte;
      break;
    case 2:
      input.insert(input.begin() + at, byte);
      break;
    case 3:
      input.erase(input.begin() + existing);
      break;
    case 4:
      input.insert(input.begin() + at, pick(random, 64) + 1, byte);
      break;
    default:  // this one's head, the other one's tail
      input.resize(static_cast<std::size_t>(at));
      input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(pick(random, other.size() + 1)), other.end());
  }
  if (input.size() > mutation_limit) input.resize(mutation_limit);
}

void run_mutated(Runner& runner, const std::vector<Bytes>& corpus) {
  std::mt19937 random(20260501);  // any fixed number: the same inputs on every run
  for (std::size_t n = 0; n < mutations; ++n) {
    Bytes input = corpus[pick(random, corpus.size())];
    for (std::size_t change = pick(random, 8) + 1; change > 0; --change) mutate_once(input, corpus[pick(random, corpus.size())], random);
    runner.run(input);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::filesystem::path> given(arguments + 1, arguments + count);
  const auto corpus = read_corpus(given);
  const std::filesystem::path program = arguments[0];
  Runner runner(program.filename().string() + ".input");
  for (const auto& input : corpus) runner.run(input);
  if (given.size() == 1 && std::filesystem::is_regular_file(given.front())) {
    std::printf("%zu inputs\n", runner.finish());
    return 0;
  }
  for (const auto& input : corpus) run_cut(runner, input);
  for (const auto& input : corpus) run_changed(runner, input);
  run_mutated(runner, corpus);
  std::printf("%zu inputs, %zu of them the corpus\n", runner.finish(), corpus.size());
  return 0;
}
