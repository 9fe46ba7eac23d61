// From start to exit of the program: `catalog list`, and a VDA's check of a site on loopback whose services all answer.
// Usage: start_bench PROGRAM
#include "bench/bench.hpp"
#include "cli/demo_server.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

using namespace flowvet;

namespace {

constexpr int rounds = 11;

double median_ms(const std::string& command) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    times.push_back(1000 * bench::seconds([&] {
      if (std::system(command.c_str()) != 0) {
        std::printf("failed: %s\n", command.c_str());
        std::exit(1);
      }
    }));
  }
  std::ranges::sort(times);
  return times[rounds / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::printf("usage: start_bench PROGRAM\n");
    return 2;
  }
  boost::asio::io_context context;
  cli::DemoServers servers(context);
  const auto loopback = boost::asio::ip::address_v4::loopback();
  const auto port = servers.start(cli::Behaviour::web, loopback);
  std::thread serving([&context] { context.run(); });

  const auto site = std::filesystem::temp_directory_path() / ("flowvet-start-bench-" + std::to_string(port) + ".json");
  std::ofstream(site) << R"({"name": "healthy", "endpoints": {"delivery-controller": "127.0.0.1"},
    "ports": {"cvad.vda.delivery-controller.registration": {"tcp": [")" << port << R"("]}},
    "flows": {"remote-pc.vda.delivery-controller.registration": {"skip": "no office PCs here"}}})";
  const std::string program(argv[1]);
  const bool lists = bench::at_most("flowvet catalog list", median_ms(program + " catalog list > /dev/null"), 30, "ms");
  const bool checks = bench::at_most("flowvet check vda, healthy loopback site",
                                     median_ms(program + " check vda --quiet --site " + site.string() + " > /dev/null"), 100, "ms");
  std::filesystem::remove(site);
  context.stop();
  serving.join();
  return lists && checks ? 0 : 1;
}
