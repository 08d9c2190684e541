// The pool of connections and the life of a transaction on one of them.

#include "pg/pool.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <poll.h>
#include <random>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

#include "domain/unavailable.hpp"
#include "log/log.hpp"
#include "metrics/metrics.hpp"
#include "pg/connection.hpp"
#include "pg/connection_string.hpp"

namespace tenure::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int max_attempts = 5;

using Body = std::function<bool(Connection&, pqxx::transaction_base&)>;

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

/// The server's own limits, which hold even when this process hangs. A URL that sets an option
/// itself keeps its own.
std::string with_limits(std::string url, milliseconds statement_timeout,
                        milliseconds lock_timeout) {
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!has_option(url, name)) url = with_option(std::move(url), name, value);
    };
    add("connect_timeout", "2");
    add("tcp_user_timeout", "10000");
    add("application_name", "tenure");
    add("options", "-c statement_timeout=" + std::to_string(statement_timeout.count()) +
                       " -c lock_timeout=" + std::to_string(lock_timeout.count()) +
                       " -c idle_in_transaction_session_timeout=30000 -c TimeZone=UTC");
    return url;
}

/// SQL states of a statement that was cancelled for taking, or waiting for a lock, too long.
bool is_time_out(const std::string& state) {
    return state == "57014" || state == "55P03";
}

/// SQL states that say that the server cannot work now, not that the statement is wrong: resources
/// (53), operator intervention (57), system errors (58), a standby that cannot write (25006).
bool is_unavailability(const std::string& state) {
    return state.starts_with("53") || state.starts_with("57") || state.starts_with("58") ||
           state == "25006";
}

/// A short pause of random length, so that transactions that met once do not meet again.
void back_off(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int longest = 5 << attempt;
    std::this_thread::sleep_for(
        milliseconds(std::uniform_int_distribution<int>(1, longest)(random)));
}

}  // namespace

struct Pool::Impl {
    Impl(std::string base_url, PoolOptions pool_options, metrics::Registry& metrics)
        : options(pool_options),
          url(with_limits(base_url, options.statement_timeout, options.lock_timeout)),
          probe_url(with_limits(std::move(base_url), milliseconds(1000), milliseconds(1000))),
          idle_gauge(metrics.gauge("tenure_db_connections", "Connections to the database",
                                   {{"state", "idle"}})),
          busy_gauge(metrics.gauge("tenure_db_connections", "Connections to the database",
                                   {{"state", "busy"}})),
          acquire_seconds(metrics.histogram("tenure_db_acquire_seconds",
                                            "Wait for a connection to the database",
                                            metrics::duration_buckets)),
          transaction_seconds(metrics.histogram("tenure_db_transaction_seconds",
                                                "Duration of transactions, retries included",
                                                metrics::duration_buckets)),
          retries(metrics.counter("tenure_db_transaction_retries_total",
                                  "Transactions run again after a deadlock or serialization "
                                  "failure")) {}

    const PoolOptions options;
    const std::string url;
    const std::string probe_url;
    metrics::Gauge& idle_gauge;
    metrics::Gauge& busy_gauge;
    metrics::Histogram& acquire_seconds;
    metrics::Histogram& transaction_seconds;
    metrics::Counter& retries;

    std::mutex mutex;
    std::condition_variable returned;
    std::vector<std::unique_ptr<Connection>> idle;
    std::size_t busy = 0;  ///< slots handed out, with or without a connection yet

    std::mutex probe_mutex;
    std::unique_ptr<Connection> probe;

    class Lease;
    std::unique_ptr<Connection> take_slot();
    void give_back(std::unique_ptr<Connection> connection);
    bool attempt(Lease& lease, const Body& body);
    bool probe_answers();
};

/// Waits for a slot of the pool: an idle connection, or nothing when one is to be opened.
std::unique_ptr<Connection> Pool::Impl::take_slot() {
    const auto start = steady_clock::now();
    std::unique_lock lock(mutex);
    const bool free =
        returned.wait_for(lock, options.acquire_timeout, [&] { return busy < options.size; });
    acquire_seconds.observe(seconds_since(start));
    if (!free) throw Unavailable("every connection of the pool is in use");
    ++busy;
    busy_gauge.add(1);
    if (idle.empty()) return nullptr;
    std::unique_ptr<Connection> connection = std::move(idle.back());
    idle.pop_back();
    idle_gauge.add(-1);
    return connection;
}

/// Frees the slot; keeps the connection, if it is whole.
void Pool::Impl::give_back(std::unique_ptr<Connection> connection) {
    const bool whole = connection && connection->raw().is_open();
    {
        const std::lock_guard lock(mutex);
        --busy;
        busy_gauge.add(-1);
        if (whole) {
            idle.push_back(std::move(connection));
            idle_gauge.add(1);
        }
    }
    returned.notify_one();
}

bool Pool::Impl::probe_answers() {
    if (!probe) probe = std::make_unique<Connection>(probe_url);
    pqxx::nontransaction work(probe->raw());
    pqxx::pipeline pipeline(work);
    pipeline.retain(0);  // send at once: the answer is awaited with a deadline of our own
    const auto query = pipeline.insert("select 1");
    pollfd socket{.fd = probe->raw().sock(), .events = POLLIN, .revents = 0};
    if (poll(&socket, 1, 1000) != 1) {
        // A server that is stopped or cut off would hold the destructors: cut the line first.
        shutdown(socket.fd, SHUT_RDWR);
        return false;
    }
    return pipeline.retrieve(query).size() == 1;
}

/// One slot of the pool during one call of in_transaction.
class Pool::Impl::Lease {
  public:
    explicit Lease(Impl& pool) : pool_(pool), connection_(pool.take_slot()) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    bool is_open() { return connection_ && connection_->raw().is_open(); }
    void drop() { connection_.reset(); }

    void run_once(const Body& body) {
        std::optional<pqxx::work> work;
        begin(work);
        if (body(*connection_, *work))
            work->commit();
        else
            work->abort();
    }

  private:
    /// A connection that broke while idle is replaced, once: nothing has been run on it yet.
    void begin(std::optional<pqxx::work>& work) {
        if (connection_) {
            try {
                work.emplace(connection_->raw());
                return;
            } catch (const pqxx::failure&) {
                if (is_open()) throw;
                drop();
            }
        }
        connection_ = std::make_unique<Connection>(pool_.url);
        work.emplace(connection_->raw());
    }

    Impl& pool_;
    std::unique_ptr<Connection> connection_;
};

/// Runs the body once and sorts what went wrong: true when done, false when a deadlock or
/// serialization failure asks for another attempt.
bool Pool::Impl::attempt(Lease& lease, const Body& body) {
    const auto unavailable = [&](const char* why, const std::exception& error) {
        lease.drop();
        return Unavailable(std::string(why) + ": " + error.what());
    };
    try {
        lease.run_once(body);
        return true;
    } catch (const pqxx::in_doubt_error& error) {
        throw unavailable("the outcome of a commit is unknown", error);
    } catch (const pqxx::statement_completion_unknown& error) {
        throw unavailable("the outcome of a commit is unknown", error);
    } catch (const pqxx::transaction_rollback&) {
        return false;
    } catch (const pqxx::broken_connection& error) {
        throw unavailable("the database cannot be reached", error);
    } catch (const pqxx::sql_error& error) {
        if (is_time_out(error.sqlstate()))
            throw Unavailable(std::string("the database was too slow: ") + error.what());
        if (lease.is_open() && !is_unavailability(error.sqlstate())) throw;
        throw unavailable("the database cannot work now", error);
    } catch (const pqxx::failure& error) {
        if (lease.is_open()) throw;
        throw unavailable("the database cannot be reached", error);
    }
}

Pool::Pool(std::string url, PoolOptions options, metrics::Registry& metrics)
    : impl_(std::make_unique<Impl>(std::move(url), options, metrics)) {}
Pool::~Pool() = default;

void Pool::in_transaction(const Body& body) {
    Impl::Lease lease(*impl_);
    const auto start = steady_clock::now();
    struct Measure {
        metrics::Histogram& histogram;
        steady_clock::time_point start;
        ~Measure() { histogram.observe(seconds_since(start)); }
    } const measure{impl_->transaction_seconds, start};
    for (int number = 1; !impl_->attempt(lease, body); ++number) {
        if (number == max_attempts)
            throw Unavailable("a transaction met others in each of its attempts");
        impl_->retries.increment();
        back_off(number);
    }
}

bool Pool::reachable() {
    const std::lock_guard lock(impl_->probe_mutex);
    try {
        if (impl_->probe_answers()) return true;
    } catch (const std::exception& error) {
        log::debug("the database does not answer", {{"error", std::string_view(error.what())}});
    }
    impl_->probe.reset();
    return false;
}

}  // namespace tenure::pg
