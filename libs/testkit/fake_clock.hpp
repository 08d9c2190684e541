#pragma once
// Tests only: a clock that stands still until it is moved.

#include <atomic>

#include "domain/time.hpp"

namespace tenure::testkit {

class FakeClock final : public Clock {
  public:
    explicit FakeClock(Timestamp now) : now_(now) {}
    Timestamp now() const override { return now_.load(); }
    void set(Timestamp now) { now_.store(now); }

  private:
    std::atomic<Timestamp> now_;
};

}  // namespace tenure::testkit
