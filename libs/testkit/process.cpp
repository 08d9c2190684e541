// Child processes and temporary directories of tests.

#include "testkit/process.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tenure::testkit {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string content_of(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(content).str();
}

std::string end_of(const std::string& text) {
    constexpr std::size_t longest = 4000;
    return text.size() <= longest ? text : text.substr(text.size() - longest);
}

std::vector<std::string> merged_environment(std::map<std::string, std::string> variables) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    std::vector<std::string> words;
    for (const auto& [name, value] : variables) words.push_back(name + "=" + value);
    return words;
}

/// Pointers into `words` as exec wants them, ended by a null pointer.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The child's side of fork: only async-signal-safe calls, the test may have threads.
[[noreturn]] void become(char* const* command, char* const* environment, int log, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);  // the test died before the line above
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execvpe(command[0], command, environment);
    _exit(127);
}

/// Asks every 5 ms until the condition holds; false when it does not within `timeout`.
bool await(milliseconds timeout, const std::function<bool()>& condition) {
    const auto deadline = steady_clock::now() + timeout;
    while (!condition()) {
        if (steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

}  // namespace

TempDirectory::TempDirectory() : path_("/tmp/tenure-test." + std::string(6, 'X')) {
    if (mkdtemp(path_.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "mkdtemp");
}

TempDirectory::~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Process::Process(std::vector<std::string> command,
                 const std::map<std::string, std::string>& environment, std::string log_path)
    : log_path_(std::move(log_path)) {
    const int log = open(log_path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) throw std::system_error(errno, std::generic_category(), log_path_);
    std::vector<std::string> variables = merged_environment(environment);
    const std::vector<char*> arguments = pointers_to(command);
    const std::vector<char*> words = pointers_to(variables);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) become(arguments.data(), words.data(), log, parent);
    const int error = errno;
    close(log);
    if (pid_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

Process::~Process() {
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

bool Process::running() {
    if (status_) return false;
    int status = 0;
    const pid_t ended = waitpid(pid_, &status, WNOHANG);
    if (ended == 0) return true;
    status_ = ended == pid_ && WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return false;
}

void Process::send_signal(int signal) {
    if (running()) kill(pid_, signal);
}

std::optional<int> Process::wait(milliseconds timeout) {
    await(timeout, [&] { return !running(); });
    return status_;
}

std::string Process::log() const {
    return content_of(log_path_);
}

std::string await_file(const std::string& path, Process& process, milliseconds timeout) {
    std::string content;
    const bool ended = await(timeout, [&] {
        const bool running = process.running();
        content = content_of(path);
        return !content.empty() || !running;
    });
    if (content.empty())
        throw std::runtime_error("no text in " + path +
                                 (ended ? " and the process has ended" : " in time") + ":\n" +
                                 end_of(process.log()));
    if (content.ends_with('\n')) content.pop_back();
    return content;
}

}  // namespace tenure::testkit
