#include "onboarding/clients/import_directory.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "domain/failpoint.hpp"
#include "log/log.hpp"

namespace tenure::onboarding {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffered = std::size_t{256} << 10;

/// A full disk may be emptied, a missing mount may come back.
Error not_written(const std::string& path) {
    const int reason = errno;
    log::warning(
        "an import cannot be written",
        {{"path", std::string_view(path)}, {"error", std::string_view(std::strerror(reason))}});
    return {ErrorKind::unavailable, "import_target_unavailable",
            "the place where imports are handed over cannot be written to"};
}

class File final : public ImportDelivery {
  public:
    File(std::string path, std::string part)
        : path_(std::move(path)),
          part_(std::move(part)),
          file_(::open(part_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600)) {}
    ~File() override {
        if (file_ < 0) return;
        ::close(file_);
        ::unlink(part_.c_str());
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    bool is_open() const { return file_ >= 0; }

    Result<std::int64_t> write(std::string_view line) override {
        buffer_ += line;
        ++records_;
        if (buffer_.size() >= buffered && !flush()) return not_written(part_);
        return 0;
    }

    Result<std::int64_t> finish() override {
        if (!flush() || ::fsync(file_) != 0) return not_written(part_);
        TENURE_FAILPOINT("onboarding.import_file_written");
        ::close(file_);
        file_ = -1;
        if (std::rename(part_.c_str(), path_.c_str()) != 0) return not_written(path_);
        if (!sync_folder()) return not_written(path_);
        TENURE_FAILPOINT("onboarding.import_file_renamed");
        return records_;
    }

  private:
    bool flush() {
        for (std::string_view rest = buffer_; !rest.empty();) {
            const ssize_t written = ::write(file_, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        buffer_.clear();
        return true;
    }

    /// The new name is safe once the folder is.
    bool sync_folder() const {
        const std::string folder = fs::path(path_).parent_path().string();
        const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return false;
        const bool synced = ::fsync(descriptor) == 0;
        ::close(descriptor);
        return synced;
    }

    const std::string path_;
    const std::string part_;
    int file_;
    std::string buffer_;
    std::int64_t records_ = 0;
};

class Directory final : public ImportTarget {
  public:
    explicit Directory(std::string folder) : folder_(std::move(folder)) {}

    Result<std::unique_ptr<ImportDelivery>> begin(const ImportJob& job) override {
        // Accounts and modules consist of letters, digits, _ and -: they name no other folder.
        const fs::path folder = fs::path(folder_) / job.account.str();
        std::error_code failure;
        fs::create_directories(folder, failure);
        if (failure) {
            errno = failure.value();
            return not_written(folder.string());
        }
        const std::string name = job.import.id.str() + "." + job.import.module + ".ndjson";
        remove_parts(folder, name + ".part");
        const std::string path = (folder / name).string();
        auto file = std::make_unique<File>(path, path + ".part" + std::to_string(job.turn));
        if (!file->is_open()) return not_written(path);
        return std::unique_ptr<ImportDelivery>(std::move(file));
    }

  private:
    static void remove_parts(const fs::path& folder, const std::string& beginning) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (entry.path().filename().string().starts_with(beginning))
                fs::remove(entry.path(), ignored);
    }

    const std::string folder_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_import_directory(std::string folder) {
    return std::make_unique<Directory>(std::move(folder));
}

}  // namespace tenure::onboarding
