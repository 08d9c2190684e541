#pragma once
// Tests only: a child process that is killed when the test ends.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tenure::testkit {

/// A directory of its own below /tmp, removed with all it holds by the destructor.
class TempDirectory {
  public:
    TempDirectory();
    ~TempDirectory();
    TempDirectory(const TempDirectory&) = delete;
    TempDirectory& operator=(const TempDirectory&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// A running program; its standard output and error go to `log_path` (appended). It dies with the
/// test process (PR_SET_PDEATHSIG).
class Process {
  public:
    /// `environment` is added to the test's own.
    Process(std::vector<std::string> command, const std::map<std::string, std::string>& environment,
            std::string log_path);
    ~Process();  ///< SIGKILL when still running, and waits
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }
    bool running();
    void send_signal(int signal);
    /// Waits for its end: the exit status (0-255), or minus the signal that killed it; nothing when
    /// it still runs after `timeout`.
    std::optional<int> wait(std::chrono::milliseconds timeout);
    /// The log so far.
    std::string log() const;

  private:
    pid_t pid_ = -1;
    std::optional<int> status_;
    std::string log_path_;
};

/// Waits (polling) until the file holds text, which is returned without its last newline. Throws
/// when `process` ends first or after `timeout`, with the end of the log.
std::string await_file(const std::string& path, Process& process,
                       std::chrono::milliseconds timeout = std::chrono::seconds(20));

}  // namespace tenure::testkit
