// A preloaded library that makes the disk fail: the n-th call that changes a file of one folder goes wrong.
//
//   LENZ_FAULT_FOLDER=/abs/run   calls on files in this folder, and on the folder itself, are counted
//   LENZ_FAULT=kind:n[:once]     what the n-th meets (with :persistent in place of :once, all later ones
//   too):
//       kill-before, kill-after  SIGKILL
//       enospc                   failure with ENOSPC, where the call can
//       eio                      failure with EIO
//       short                    a write writes half, and the next call finds the disk full
//       short-on                 a write writes half, and the next one goes on
//   LENZ_FAULT_LOG=file          gets a line a counted call: number, name, path, what was done to it
//   LENZ_FAULT_READS=1           reads of files in the folder are counted too
//
// Counted: open and fopen for writing, write, pwrite, writev, fsync, fdatasync, ftruncate, close of a file
// open for writing or of a folder, rename, unlink, remove, mkdir. What libc calls inside itself (the writes
// of stdio, so log.txt) passes by. A watched fsync that succeeds is left out: a kill loses nothing that was
// written, and the tests are ten times as fast. Not for use under sanitizers, which wrap these calls too.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

enum class Kind { none, kill_before, kill_after, enospc, eio, short_full, short_on };

struct Plan {
  Kind kind = Kind::none;
  long at = 0;
  bool persistent = false, reads = false;
  std::string folder;
  int log = -1;
};

Plan read_plan() {
  Plan plan;
  if (const char* folder = std::getenv("LENZ_FAULT_FOLDER")) plan.folder = folder;
  if (const char* log = std::getenv("LENZ_FAULT_LOG"))
    plan.log = static_cast<int>(
        ::syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  plan.reads = std::getenv("LENZ_FAULT_READS") != nullptr;
  const char* text = std::getenv("LENZ_FAULT");
  if (text == nullptr) return plan;
  const std::string fault = text;
  const std::string kind = fault.substr(0, fault.find(':'));
  plan.kind = kind == "kill-before"  ? Kind::kill_before
              : kind == "kill-after" ? Kind::kill_after
              : kind == "enospc"     ? Kind::enospc
              : kind == "eio"        ? Kind::eio
              : kind == "short"      ? Kind::short_full
              : kind == "short-on"   ? Kind::short_on
                                     : Kind::none;
  plan.at = std::atol(fault.c_str() + kind.size() + 1);
  plan.persistent = fault.find(":persistent") != std::string::npos;
  return plan;
}

const Plan& plan() {
  static const Plan read = read_plan();
  return read;
}

std::atomic<long> calls{0};
std::atomic<bool> halved{false};  // a write, by `short`

/// What a descriptor points to, as far as it is watched.
enum class Open : unsigned char { unwatched, reading, writing };
constexpr int most_files = 1024;
std::atomic<Open> table[most_files];

Open state_of(int file) { return file >= 0 && file < most_files ? table[file].load() : Open::unwatched; }

std::string absolute(const char* path) {
  if (path[0] == '/') return path;
  char here[4096];
  return ::getcwd(here, sizeof here) == nullptr ? path : std::string(here) + "/" + path;
}

bool watched(const char* path) {
  const std::string& folder = plan().folder;
  if (folder.empty() || path == nullptr) return false;
  const std::string full = absolute(path);
  return full.compare(0, folder.size(), folder) == 0 &&
         (full.size() == folder.size() || full[folder.size()] == '/');
}

std::string name_of(int file) {
  char link[64], target[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t n = ::readlink(link, target, sizeof target);
  return n < 0 ? "?" : std::string(target, static_cast<std::size_t>(n));
}

void note(long number, const char* call, const std::string& what, const char* done) {
  if (plan().log < 0) return;
  const std::string line = std::to_string(number) + " " + call + " " + what + done + "\n";
  ::syscall(SYS_write, plan().log, line.data(), line.size());
}

/// What is to be done to one counted call.
struct Verdict {
  int error = 0;       ///< fail with this errno
  bool halve = false;  ///< write half
  bool kill = false;   ///< once the call is done
};

/// Whether a call of this sort can find no space.
bool takes_space(const char* call) {
  for (const char* name : {"open", "fopen", "write", "pwrite", "writev", "ftruncate", "fsync", "fdatasync",
                           "close", "mkdir", "rename"}) {
    if (std::strcmp(call, name) == 0) return true;
  }
  return false;
}

Verdict judge(const char* call, const std::string& what) {
  const long number = ++calls;
  const Plan& p = plan();
  const bool here = number == p.at, later = number > p.at && p.at > 0;
  Verdict verdict;
  const bool writes = std::strstr(call, "write") != nullptr;
  const char* done = "";
  switch (p.kind) {
    case Kind::none:
      break;
    case Kind::kill_before:
      if (here) {
        note(number, call, what, " killed before");
        ::raise(SIGKILL);
      }
      break;
    case Kind::kill_after:
      verdict.kill = here;
      if (here) done = " killed after";
      break;
    case Kind::enospc:
      if ((here || (later && p.persistent)) && takes_space(call)) verdict.error = ENOSPC;
      break;
    case Kind::eio:
      if (here || (later && p.persistent)) verdict.error = EIO;
      break;
    case Kind::short_full:
      if (here && writes) verdict.halve = halved = true;
      if (later && halved && takes_space(call) && (p.persistent || number == p.at + 1))
        verdict.error = ENOSPC;
      break;
    case Kind::short_on:
      if ((here || (later && p.persistent)) && writes) verdict.halve = true;
      break;
  }
  if (verdict.error == ENOSPC) done = " ENOSPC";
  if (verdict.error == EIO) done = " EIO";
  if (verdict.halve) done = " halved";
  note(number, call, what, done);
  return verdict;
}

template <class F>
F real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

template <class F>
auto finish(const Verdict& verdict, F call) -> decltype(call()) {
  if (verdict.error != 0) {
    errno = verdict.error;
    return -1;
  }
  const auto result = call();
  if (verdict.kill) ::raise(SIGKILL);
  return result;
}

int watch_open(const char* path, int flags, int (*call)(const char*, int, mode_t, int), mode_t mode,
               int folder) {
  if (!watched(path)) {
    const int file = call(path, flags, mode, folder);
    if (file >= 0 && file < most_files) table[file] = Open::unwatched;
    return file;
  }
  const bool writing = (flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY) != 0;
  const Verdict verdict = writing ? judge("open", path) : Verdict{};
  return finish(verdict, [&] {
    const int file = call(path, flags, mode, folder);
    if (file >= 0 && file < most_files) table[file] = writing ? Open::writing : Open::reading;
    return file;
  });
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open_at(const char* path, int flags, mode_t mode, int folder) {
  return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

template <class F>
ssize_t watch_write(const char* name, int file, std::size_t size, F call) {
  if (state_of(file) != Open::writing) return call(size);
  const Verdict verdict = judge(name, name_of(file));
  return finish(verdict, [&] { return call(verdict.halve && size > 1 ? size / 2 : size); });
}

template <class F>
int watch_path(const char* name, const char* path, F call) {
  return watched(path) ? finish(judge(name, path), call) : call();
}

/// The programs that lenz starts (gnuplot) shall not fail too.
__attribute__((constructor)) void begin() {
  plan();
  ::unsetenv("LD_PRELOAD");
}

}  // namespace

extern "C" {

#define LENZ_OPEN(NAME)                                      \
  int NAME(const char* path, int flags, ...) {               \
    va_list arguments;                                       \
    va_start(arguments, flags);                              \
    const mode_t mode = mode_of(flags, arguments);           \
    va_end(arguments);                                       \
    return watch_open(path, flags, open_at, mode, AT_FDCWD); \
  }
LENZ_OPEN(open)
LENZ_OPEN(open64)
#undef LENZ_OPEN

#define LENZ_OPENAT(NAME)                                  \
  int NAME(int folder, const char* path, int flags, ...) { \
    va_list arguments;                                     \
    va_start(arguments, flags);                            \
    const mode_t mode = mode_of(flags, arguments);         \
    va_end(arguments);                                     \
    return watch_open(path, flags, open_at, mode, folder); \
  }
LENZ_OPENAT(openat)
LENZ_OPENAT(openat64)
#undef LENZ_OPENAT

#define LENZ_FOPEN(NAME)                                                            \
  std::FILE* NAME(const char* path, const char* mode) {                             \
    static const auto next = real<std::FILE* (*)(const char*, const char*)>(#NAME); \
    const bool counted = watched(path) && std::strpbrk(mode, "wa+") != nullptr;     \
    const Verdict verdict = counted ? judge("fopen", path) : Verdict{};             \
    if (verdict.error != 0) {                                                       \
      errno = verdict.error;                                                        \
      return nullptr;                                                               \
    }                                                                               \
    std::FILE* stream = next(path, mode);                                           \
    if (verdict.kill) ::raise(SIGKILL);                                             \
    const int file = stream == nullptr ? -1 : ::fileno(stream);                     \
    if (counted && file >= 0 && file < most_files) table[file] = Open::writing;     \
    return stream;                                                                  \
  }
LENZ_FOPEN(fopen)
LENZ_FOPEN(fopen64)
#undef LENZ_FOPEN

ssize_t write(int file, const void* bytes, std::size_t size) {
  return watch_write("write", file, size,
                     [&](std::size_t n) { return ::syscall(SYS_write, file, bytes, n); });
}

ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  return watch_write("pwrite", file, size,
                     [&](std::size_t n) { return ::syscall(SYS_pwrite64, file, bytes, n, at); });
}

ssize_t pwrite64(int file, const void* bytes, std::size_t size, off64_t at) {
  return pwrite(file, bytes, size, at);
}

ssize_t writev(int file, const iovec* pieces, int n_pieces) {
  if (state_of(file) != Open::writing) return ::syscall(SYS_writev, file, pieces, n_pieces);
  const Verdict verdict = judge("writev", name_of(file));
  return finish(verdict, [&]() -> ssize_t {
    if (verdict.halve && n_pieces > 0)
      return ::syscall(SYS_write, file, pieces[0].iov_base, pieces[0].iov_len / 2);
    return ::syscall(SYS_writev, file, pieces, n_pieces);
  });
}

ssize_t read(int file, void* bytes, std::size_t size) {
  if (!plan().reads || state_of(file) == Open::unwatched) return ::syscall(SYS_read, file, bytes, size);
  return finish(judge("read", name_of(file)), [&] { return ::syscall(SYS_read, file, bytes, size); });
}

int fsync(int file) {
  if (state_of(file) == Open::unwatched) return static_cast<int>(::syscall(SYS_fsync, file));
  return finish(judge("fsync", name_of(file)), [] { return 0; });
}

int fdatasync(int file) {
  if (state_of(file) == Open::unwatched) return static_cast<int>(::syscall(SYS_fdatasync, file));
  return finish(judge("fdatasync", name_of(file)), [] { return 0; });
}

int ftruncate(int file, off_t size) {
  if (state_of(file) == Open::unwatched) return static_cast<int>(::syscall(SYS_ftruncate, file, size));
  return finish(judge("ftruncate", name_of(file)),
                [&] { return static_cast<int>(::syscall(SYS_ftruncate, file, size)); });
}

int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

int close(int file) {
  const Open state = state_of(file);
  if (state != Open::unwatched) table[file] = Open::unwatched;
  const Verdict verdict = state == Open::writing ? judge("close", name_of(file)) : Verdict{};
  const int status =
      static_cast<int>(::syscall(SYS_close, file));  // Linux closes also where it reports a failure
  return finish(verdict, [&] { return status; });
}

int fclose(std::FILE* stream) {
  static const auto next = real<int (*)(std::FILE*)>("fclose");
  const int file = ::fileno(stream);
  const Open state = state_of(file);
  if (state != Open::unwatched) table[file] = Open::unwatched;
  const Verdict verdict = state == Open::writing ? judge("close", name_of(file)) : Verdict{};
  const int status = next(stream);
  return finish(verdict, [&] { return status; });
}

int rename(const char* from, const char* to) {
  return watch_path("rename", to, [&] {
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
  });
}

int unlink(const char* path) {
  return watch_path("unlink", path,
                    [&] { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0)); });
}

int remove(const char* path) {
  static const auto next = real<int (*)(const char*)>("remove");
  return watch_path("remove", path, [&] { return next(path); });
}

int mkdir(const char* path, mode_t mode) {
  return watch_path("mkdir", path,
                    [&] { return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); });
}
}
