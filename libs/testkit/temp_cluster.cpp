#include "testkit/temp_cluster.hpp"

#include <csignal>
#include <pqxx/pqxx>
#include <pwd.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace tenure::testkit {

namespace {

using std::chrono::seconds;

const std::string programs = "/usr/lib/postgresql/15/bin/";
constexpr const char* user = "tenure";  // as ./tenure test makes it: root must not run PostgreSQL

/// The command as the user that may run PostgreSQL.
std::vector<std::string> as_user(std::vector<std::string> command) {
    if (geteuid() != 0) return command;
    std::vector<std::string> all = {"/usr/bin/setpriv", "--reuid=" + std::string(user),
                                    "--regid=" + std::string(user), "--clear-groups"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

}  // namespace

TempCluster::TempCluster() {
    if (geteuid() == 0) {
        const passwd* const entry = getpwnam(user);
        if (entry == nullptr || chown(directory_.path().c_str(), entry->pw_uid, entry->pw_gid) != 0)
            throw std::runtime_error("no user 'tenure' to run PostgreSQL (./tenure test makes it)");
    }
    Process initdb(as_user({programs + "initdb", "-D", directory_.path() + "/data", "-U", user,
                            "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"}),
                   {}, directory_.path() + "/initdb.log");
    if (initdb.wait(seconds(60)) != 0) throw std::runtime_error("initdb: " + initdb.log());
    start();
}

std::string TempCluster::url(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + directory_.path() + "&user=" + user;
}

void TempCluster::kill() {
    server_->send_signal(SIGKILL);
    server_->wait(seconds(10));
}

void TempCluster::start() {
    const auto deadline = std::chrono::steady_clock::now() + seconds(30);
    start_once();
    while (!answers()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("PostgreSQL did not start: " + server_->log());
        // The dead server's children may still hold its memory: then the new one gives up at once.
        if (!server_->running()) start_once();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void TempCluster::start_once() {
    server_ = std::make_unique<Process>(
        as_user({programs + "postgres", "-D", directory_.path() + "/data", "-k", directory_.path(),
                 "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=on", "-c",
                 "max_connections=60"}),
        std::map<std::string, std::string>{}, directory_.path() + "/postgres.log");
}

bool TempCluster::answers() const {
    try {
        pqxx::connection connection(url());
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace tenure::testkit
