#include "gateway/identity/key_source.hpp"

#include <utility>

#include "log/log.hpp"

namespace tenure::gateway {

KeySource::KeySource(std::function<Result<std::string>()> load, Pace pace)
    : load_(std::move(load)), pace_(pace), keys_(std::make_shared<KeySet>()) {}

KeySource::KeySource() : KeySource(nullptr, Pace{}) {
    version_ = 1;
}

KeySource::~KeySource() {
    stop();
}

Status KeySource::start() {
    if (!load_) return done;
    Status first = load_once();
    thread_ = std::thread([this] { run(); });
    return first;
}

void KeySource::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        waiting_.clear();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const KeySet> KeySource::current() const {
    const std::lock_guard lock(mutex_);
    return keys_;
}

void KeySource::look_again(std::function<void()> done) {
    {
        const std::lock_guard lock(mutex_);
        const bool just_done =
            std::chrono::steady_clock::now() < last_look_ + pace_.shortest && waiting_.empty();
        if (load_ && !just_done && !stopping_) {
            waiting_.push_back(std::move(done));
            changed_.notify_all();
            return;
        }
    }
    done();
}

void KeySource::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto pause = version() == 0 ? pace_.shortest : pace_.regular;
        changed_.wait_until(lock, last_look_ + pause,
                            [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        lock.unlock();
        if (const Status loaded = load_once(); !loaded.ok())
            log::warning("the key set could not be read", {{"reason", loaded.error().detail}});
        lock.lock();
        for (const auto& done : std::exchange(waiting_, {})) done();
    }
}

Status KeySource::load_once() {
    const Result<std::string> text = load_();
    const std::lock_guard lock(mutex_);
    last_look_ = std::chrono::steady_clock::now();
    if (!text.ok()) return text.error();
    if (*text == text_) return done;
    TENURE_TRY_ASSIGN(KeySet keys, KeySet::parse(*text));
    for (const std::string& why : keys.left_out())
        log::warning("a key of the key set is left out", {{"reason", why}});
    log::info("the key set was read", {{"keys", static_cast<std::int64_t>(keys.size())}});
    keys_ = std::make_shared<const KeySet>(std::move(keys));
    text_ = *text;
    version_.fetch_add(1, std::memory_order_release);
    return done;
}

}  // namespace tenure::gateway
