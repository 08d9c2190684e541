#include "onboarding/domain/package.hpp"

#include "onboarding/domain/catalog.hpp"

namespace tenure::onboarding {

const Content* content_of(const PackageOffer& offer, Part part) {
    for (const Content& content : offer.contents)
        if (content.part == part) return &content;
    return nullptr;
}

const Task* Catalog::task(const std::string& code) const {
    for (const Stage& stage : stages)
        for (const Task& task : stage.tasks)
            if (task.code == code) return &task;
    return nullptr;
}

std::size_t Catalog::task_count() const {
    std::size_t count = 0;
    for (const Stage& stage : stages) count += stage.tasks.size();
    return count;
}

}  // namespace tenure::onboarding
