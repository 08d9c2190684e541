#pragma once
// Sessions, the waiting list and experts in PostgreSQL.

#include "onboarding/app/expert_port.hpp"
#include "onboarding/app/ports.hpp"
#include "pg/transaction.hpp"

namespace tenure::onboarding {

class PgSessions final : public SessionBook {
  public:
    PgSessions(pg::Transaction& tx, const AccountId& account) : tx_(tx), account_(account) {}
    std::vector<Session> all() override;
    std::optional<Session> find(const SessionId& id) override;
    Status insert(const Session& session) override;
    Status update(const Session& session) override;
    std::optional<Waiting> waiting() override;
    void insert(const Waiting& waiting) override;
    void told(const WaitingId& id, Timestamp at) override;
    void remove(const WaitingId& id) override;

  private:
    Status check_free(const Session& session);

    pg::Transaction& tx_;
    const AccountId& account_;
};

class PgExperts final : public ExpertBook {
  public:
    explicit PgExperts(pg::Transaction& tx) : tx_(tx) {}
    std::optional<Expert> find(const ExpertId& id) override;
    std::optional<Expert> lock(const ExpertId& id) override;
    std::vector<Expert> speaking(const std::string& language) override;
    std::vector<Stretch> busy(const ExpertId& id, const Stretch& range) override;

  private:
    pg::Transaction& tx_;
};

/// A new expert, or one with what has changed (false when its version is another).
bool write_expert(pg::Transaction& tx, const Expert& expert);
ExpertPage page_of_experts(pg::Transaction& tx, int limit, const std::string& cursor);

}  // namespace tenure::onboarding
