#include "lenz/jobs/interruption.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <utility>

#include <unistd.h>

#include "lenz/core/errors.hpp"

namespace lenz::jobs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array signals{SIGTERM, SIGINT};
constexpr auto look_every = std::chrono::milliseconds(100);
constexpr auto patience = std::chrono::seconds(3);

std::atomic<io::CheckpointFile*> under_way{nullptr};

void ask_to_stop(int) {
  if (io::CheckpointFile* checkpoint = under_way.load()) checkpoint->request_stop();
}

}  // namespace

void ignore_harmless_signals() {
  for (const int signal : {SIGHUP, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
}

Interruption::Interruption(io::CheckpointFile& checkpoint, std::function<bool()> last_words)
    : checkpoint_(checkpoint), last_words_(std::move(last_words)) {
  under_way = &checkpoint;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    struct sigaction action {};
    action.sa_handler = ask_to_stop;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signals[i], &action, &old_[i]);
  }
  watcher_ = std::jthread([this](const std::stop_token& over) { watch(over); });
}

Interruption::~Interruption() {
  watcher_.request_stop();
  wake_.notify_all();
  watcher_.join();
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &old_[i], nullptr);
  under_way = nullptr;
}

void Interruption::watch(const std::stop_token& over) {
  std::unique_lock lock(mutex_);
  Clock::time_point since = Clock::time_point::max();
  while (!wake_.wait_for(lock, over, look_every, [&] { return over.stop_requested(); })) {
    if (over.stop_requested()) return;
    if (!checkpoint_.stopping()) continue;
    const Clock::time_point now = Clock::now();
    since = std::min(since, now);
    if (now - since < patience) continue;
    int code = 75;
    try {
      if (!last_words_()) return;
    } catch (const FileError& error) {
      std::fprintf(stderr, "lenz: %s\n", error.what());
      code = 5;
    }
    std::fflush(nullptr);
    ::_exit(code);
  }
}

}  // namespace lenz::jobs
