#include "add_on/domain/catalog.hpp"

#include <algorithm>

namespace tenure::add_on {

std::vector<std::string> Catalog::losses() const {
    std::vector<std::string> lost;
    for (const std::string& feature : beyond.features) {
        const auto kept = std::find(basic.features.begin(), basic.features.end(), feature);
        if (kept == basic.features.end()) lost.push_back(feature);
    }
    return lost;
}

}  // namespace tenure::add_on
