#include "nets/thread_team.h"

#include <system_error>

#include "base/check.h"

namespace tangram {

ThreadTeam::ThreadTeam(int size) {
  TANGRAM_CHECK(size >= 1);
  errors_.resize(static_cast<std::size_t>(size));
  try {
    for (std::size_t member = 1; member < errors_.size(); ++member)
      threads_.emplace_back([this, member](const std::stop_token& stop) { work(member, stop); });
  } catch (const std::system_error& error) {
    fail("threads is {}, but after {} of them the system starts no more: {}; give fewer threads",
         size, threads_.size() + 1, error.code().message());
  }
}

void ThreadTeam::run(const Body& body) {
  {
    const std::lock_guard lock(mutex_);
    body_ = &body;
    running_ = threads_.size();
    ++round_;
  }
  wake_.notify_all();
  try {
    body(0);
  } catch (...) {
    errors_[0] = std::current_exception();
  }
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return running_ == 0; });
  std::exception_ptr first;
  for (std::exception_ptr& error : errors_) {
    const std::exception_ptr taken = std::exchange(error, nullptr);
    if (first == nullptr) first = taken;
  }
  if (first != nullptr) std::rethrow_exception(first);
}

void ThreadTeam::work(std::size_t member, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (std::uint64_t seen = 0;; seen = round_) {
    if (!wake_.wait(lock, stop, [&] { return round_ != seen; })) return;
    lock.unlock();
    try {
      (*body_)(member);
    } catch (...) {
      errors_[member] = std::current_exception();
    }
    lock.lock();
    if (--running_ == 0) done_.notify_one();
  }
}

}  // namespace tangram
