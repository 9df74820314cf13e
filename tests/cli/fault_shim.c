/* Loaded with LD_PRELOAD by the tests: lets the N-th write to a file (pwrite64, fsync, fdatasync)
 * be the last thing that the process does, or fail as on a full disk from then on.
 * TANGRAM_TEST_FAULT = "kill:N" or "full:N". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long counter;

/* 1: the call must fail. */
static int fault(void) {
  const char *what = getenv("TANGRAM_TEST_FAULT");
  if (what == NULL) return 0;
  const char *colon = strchr(what, ':');
  if (colon == NULL) return 0;
  if (atomic_fetch_add(&counter, 1) + 1 < atol(colon + 1)) return 0;
  if (what[0] == 'k') kill(getpid(), SIGKILL);
  errno = ENOSPC;
  return 1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) {
  static ssize_t (*next)(int, const void *, size_t, off64_t);
  if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, "pwrite64");
  return fault() ? -1 : next(fd, bytes, n, offset);
}

int fdatasync(int fd) {
  static int (*next)(int);
  if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, "fdatasync");
  return fault() ? -1 : next(fd);
}

int fsync(int fd) {
  static int (*next)(int);
  if (next == NULL) *(void **)&next = dlsym(RTLD_NEXT, "fsync");
  return fault() ? -1 : next(fd);
}
