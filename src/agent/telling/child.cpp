// posix_spawn(3), memfd_create(2) for the input, since nobody need write while it reads, and pidfd_open(2) for the end.
#include "agent/telling/child.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <algorithm>
#include <array>
#include <utility>

namespace flowvet::agent::telling {
namespace {

namespace asio = boost::asio;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_output = 2000;  ///< what a log line should hold; the rest is read and thrown away
constexpr int most_blocks_at_once = 16;    ///< one that writes without end must not keep the loop from its deadline

/// Closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

Descriptor file_with(const std::string& text) {
  Descriptor file(::memfd_create("flowvet-news", MFD_CLOEXEC));
  if (file.number() < 0) return file;
  const auto written = ::write(file.number(), text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size()) || ::lseek(file.number(), 0, SEEK_SET) != 0) return Descriptor{};
  return file;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

/// Its place among descriptors, signals and processes: nothing of ours is handed down.
class Actions {
 public:
  Actions(int input, int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    posix_spawn_file_actions_addchdir_np(&files_, "/");
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Actions() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;

  /// The process, or a negative error number.
  [[nodiscard]] int spawn(const Program& program) const {
    pid_t process = 0;
    const auto arguments = pointers(program.arguments), environment = pointers(program.environment);
    const int error = ::posix_spawn(&process, arguments.front(), &files_, &attributes_, arguments.data(), environment.data());
    return error == 0 ? process : -error;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

std::string end_words(int status) {
  if (WIFSIGNALED(status)) return "ended by signal " + std::to_string(WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? std::string{} : "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

/// What it writes is read on all the time, so that it never waits for us. Shared with the handler that waits, which may outlive the child.
class Child::Output {
 public:
  Output(Loop& loop, int pipe) : pipe_(loop.context, pipe) { pipe_.non_blocking(true); }

  static void read_on(std::shared_ptr<Output> output) {
    auto& pipe = output->pipe_;
    pipe.async_wait(asio::posix::stream_descriptor::wait_read, [output = std::move(output)](const boost::system::error_code& error) {
      if (!error && output->read()) read_on(output);
    });
  }

  /// Takes what it wrote last. The end of the file is not waited for: a process that it leaves behind may hold the pipe open for ever.
  void end() {
    read();
    boost::system::error_code ignored;
    pipe_.close(ignored);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  /// What is there, as much as a pipe usually holds. False at the end of the file.
  bool read() {
    std::array<char, 4096> block{};
    boost::system::error_code error;
    for (int blocks = 0; blocks < most_blocks_at_once && !error; ++blocks) {
      const auto size = pipe_.read_some(asio::buffer(block), error);
      text_.append(block.data(), std::min(size, most_output - text_.size()));
    }
    return !error || error == asio::error::would_block;
  }

  asio::posix::stream_descriptor pipe_;
  std::string text_;
};

std::unique_ptr<Child> Child::start(Loop& loop, const Program& program, std::string& why) {
  const auto failed = [&why] { return why = std::strerror(errno), nullptr; };
  auto input = file_with(program.input);
  if (input.number() < 0) return failed();
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed();
  Descriptor read_end(ends[0]), write_end(ends[1]);
  const int process = Actions(input.number(), write_end.number()).spawn(program);
  if (process < 0) return why = program.arguments.front() + ": " + std::strerror(-process), nullptr;
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  if (handle < 0) {
    const int error = errno;
    ::kill(-process, SIGKILL);
    ::waitpid(process, nullptr, 0);
    return why = std::string{"its end cannot be waited for: "} + std::strerror(error), nullptr;
  }
  return std::unique_ptr<Child>(new Child(loop, process, handle, read_end.release()));
}

Child::Child(Loop& loop, int process, int handle, int output)
    : loop_(loop), process_(process), handle_(loop.context, handle), output_(std::make_shared<Output>(loop, output)) {
  Output::read_on(output_);
}

Child::~Child() {
  if (ended_) return;
  kill();
  ::waitpid(process_, nullptr, 0);  // it was killed: its end is a matter of moments
}

/// The group has the number of its first process, which is not given to another before that one is waited for.
void Child::kill() const {
  ::kill(-process_, SIGKILL);
}

const std::string& Child::output() const {
  return output_->text();
}

Task<std::string> Child::end(Clock::time_point deadline) {
  const probe::Deadline guard(loop_.deadlines, deadline, [this] { kill(); });
  co_await handle_.async_wait(asio::posix::stream_descriptor::wait_read, no_throw);
  const bool late = Clock::now() >= deadline;
  int status = 0;
  ended_ = ::waitpid(process_, &status, WNOHANG) == process_;
  output_->end();
  if (!ended_) co_return "its end could not be waited for";
  co_return late&& WIFSIGNALED(status) ? "it took too long and was killed" : end_words(status);
}

}  // namespace flowvet::agent::telling
