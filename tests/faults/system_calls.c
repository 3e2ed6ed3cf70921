/* Loaded before libc (LD_PRELOAD): counts the system calls that touch files under a folder, and at
   the Nth of them kills the process, or lets the call fail. Of a call that writes, half may be
   written before the kill. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL_BEFORE, KILL_AFTER, TEAR, FAIL_ONCE, FAIL_FROM };

static long wanted, count;
static int mode, number, fired;
static char root[512];

void faults_arm(long at, int how, int error, const char *folder) {
    wanted = at, count = 0, mode = how, number = error, fired = 0;
    strncpy(root, folder, sizeof root - 1);
}
long faults_count(void) { return count; }
int faults_fired(void) { return fired; }

static int inside(const char *path) { return root[0] && path && !strncmp(path, root, strlen(root)); }

static int inside_file(int file) {
    char link[64], path[1024];
    if (!root[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* What becomes of this call: COUNT is to go on. */
static int fate(void) {
    count++;
    if (mode == FAIL_FROM ? count < wanted : count != wanted) return COUNT;
    if (mode == KILL_BEFORE) end();
    if (mode != COUNT) fired = 1;
    if (mode == FAIL_ONCE || mode == FAIL_FROM) errno = number;
    return mode;
}

#define REAL(type, name, parameters) \
    static type (*real) parameters; \
    if (!real) real = dlsym(RTLD_NEXT, name)
#define FAULTED(type, call, torn) \
    int how = fate(); \
    if (how >= FAIL_ONCE) return -1; \
    if (how == TEAR) { torn; end(); } \
    type result = call; \
    if (how == KILL_AFTER) end(); \
    return result

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", (int, const void *, size_t));
    if (!inside_file(file)) return real(file, data, size);
    FAULTED(ssize_t, real(file, data, size), real(file, data, size / 2));
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t place) {
    REAL(ssize_t, "pwrite64", (int, const void *, size_t, off64_t));
    if (!inside_file(file)) return real(file, data, size, place);
    FAULTED(ssize_t, real(file, data, size, place), real(file, data, size / 2, place));
}
ssize_t pwrite(int file, const void *data, size_t size, off_t place) {
    return pwrite64(file, data, size, place);
}
ssize_t read(int file, void *data, size_t size) {
    REAL(ssize_t, "read", (int, void *, size_t));
    if (!inside_file(file)) return real(file, data, size);
    FAULTED(ssize_t, real(file, data, size), );
}
ssize_t pread64(int file, void *data, size_t size, off64_t place) {
    REAL(ssize_t, "pread64", (int, void *, size_t, off64_t));
    if (!inside_file(file)) return real(file, data, size, place);
    FAULTED(ssize_t, real(file, data, size, place), );
}
ssize_t pread(int file, void *data, size_t size, off_t place) {
    return pread64(file, data, size, place);
}

#define OF_A_FILE(name, parameters, arguments) \
    int name parameters { \
        REAL(int, #name, parameters); \
        if (!inside_file(file)) return real arguments; \
        FAULTED(int, real arguments, ); \
    }
OF_A_FILE(fsync, (int file), (file))
OF_A_FILE(fdatasync, (int file), (file))
OF_A_FILE(flock, (int file, int what), (file, what))
OF_A_FILE(fchmod, (int file, mode_t bits), (file, bits))
OF_A_FILE(ftruncate64, (int file, off64_t size), (file, size))
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
int posix_fallocate64(int file, off64_t start, off64_t size) {
    REAL(int, "posix_fallocate64", (int, off64_t, off64_t));
    if (!inside_file(file)) return real(file, start, size);
    int how = fate();
    if (how >= FAIL_ONCE) return number;
    if (how == TEAR) end();
    int result = real(file, start, size);
    if (how == KILL_AFTER) end();
    return result;
}
int posix_fallocate(int file, off_t start, off_t size) { return posix_fallocate64(file, start, size); }

#define OF_A_PATH(name, parameters, arguments) \
    int name parameters { \
        REAL(int, #name, parameters); \
        if (!inside(path)) return real arguments; \
        FAULTED(int, real arguments, ); \
    }
OF_A_PATH(rename, (const char *path, const char *to), (path, to))
OF_A_PATH(renameat, (int folder, const char *path, int other, const char *to), (folder, path, other, to))
OF_A_PATH(unlink, (const char *path), (path))
OF_A_PATH(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
OF_A_PATH(mkdir, (const char *path, mode_t bits), (path, bits))
OF_A_PATH(mkdirat, (int folder, const char *path, mode_t bits), (folder, path, bits))
OF_A_PATH(chmod, (const char *path, mode_t bits), (path, bits))

static int opened(const char *path, int flags, mode_t bits) {
    REAL(int, "open64", (const char *, int, ...));
    if (!inside(path)) return real(path, flags, bits);
    FAULTED(int, real(path, flags, bits), );
}
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        mode_t bits = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            bits = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        return opened(path, flags, bits); \
    }
OPEN(open)
OPEN(open64)
