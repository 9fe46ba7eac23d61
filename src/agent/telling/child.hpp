// A program that the agent starts, without a shell: its input, its output, its end. With the agent's other system calls here and in
// the files of src/probe/os.
#pragma once

#include "agent/telling/channel.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <string>
#include <vector>

namespace flowvet::agent::telling {

struct Program {
  std::vector<std::string> arguments;    ///< the first one is the file; at least one
  std::vector<std::string> environment;  ///< NAME=value, and nothing else
  std::string input;                     ///< what it reads on standard input, then end of file
};

/// One that runs. It begins in "/", has a process group of its own and no descriptor of ours but its three.
class Child {
 public:
  /// Null where it cannot be started; `why` then has the system's words.
  static std::unique_ptr<Child> start(Loop& loop, const Program& program, std::string& why);
  /// Kills it and all in its group, if it has not ended.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits for its end, or kills it and its group at the deadline. Empty: exit status 0; else how it ended.
  Task<std::string> end(Clock::time_point deadline);

  /// The beginning of what it wrote to standard output and standard error.
  [[nodiscard]] const std::string& output() const;

 private:
  class Output;
  Child(Loop& loop, int process, int handle, int output);
  void kill() const;

  Loop& loop_;
  int process_;
  bool ended_ = false;
  boost::asio::posix::stream_descriptor handle_;  ///< readable when it has ended (pidfd_open(2))
  std::shared_ptr<Output> output_;
};

}  // namespace flowvet::agent::telling
