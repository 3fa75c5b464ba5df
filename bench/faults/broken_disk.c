/* Makes writing below a folder fail while a flag file exists: preloaded into the station.

   A full disk has the room that is given back by deleting a large file (a small one, as a database's
   log, would now and then let something small be written): its bytes are counted in
   BROKEN_DISK_FLAG.room, for all processes together, statvfs tells them, and writes take from them.
   What overwrites takes as well, which no real disk asks for.

   BROKEN_DISK_HOME is the folder, BROKEN_DISK_FLAG the file; it says ENOSPC, EROFS or EIO.  What
   stands on other disks of a real station is spared: HOME/run (memory) and HOME/village (others'
   machines).  Reading goes on, as from the page cache. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_ours(const char *path) {
    const char *home = getenv("BROKEN_DISK_HOME");
    size_t length = home ? strlen(home) : 0;
    if (!length || strncmp(path, home, length) || path[length] != '/') return 0;
    path += length + 1;
    return strncmp(path, "run/", 4) && strncmp(path, "village/", 8);
}

static int is_home(const char *path) {
    const char *home = getenv("BROKEN_DISK_HOME");
    return home && !strcmp(path, home);
}

/* Returns what is wrong with the disk, 0 if it is whole. */
static int fault(void) {
    const char *flag = getenv("BROKEN_DISK_FLAG");
    char word[8] = {0};
    int file = flag ? NEXT(open)(flag, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    ssize_t got = read(file, word, sizeof word - 1);
    close(file);
    if (got <= 0) return 0;
    return !strncmp(word, "ENOSPC", 6) ? ENOSPC : !strncmp(word, "EROFS", 5) ? EROFS : EIO;
}

static int fault_of_path(const char *path) {
    char whole[PATH_MAX * 2];
    if (path[0] != '/') {
        if (!getcwd(whole, PATH_MAX)) return 0;
        strncat(whole, "/", 2);
        strncat(whole, path, PATH_MAX - 2);
        path = whole;
    }
    return is_ours(path) ? fault() : 0;
}

static int fault_of_file(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path) ? fault() : 0;
}

/* Adds to the room on a full disk, or takes from it; returns what there was, -1 if too little. */
static int64_t change_room(int64_t by) {
    const char *flag = getenv("BROKEN_DISK_FLAG");
    char path[PATH_MAX];
    int64_t room = 0;
    snprintf(path, sizeof path, "%s.room", flag ? flag : "");
    int file = NEXT(open)(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    flock(file, LOCK_EX);
    if (pread(file, &room, sizeof room, 0) != sizeof room) room = 0;
    int64_t left = room + by;
    if (by && left >= 0) NEXT(pwrite)(file, &left, sizeof left, 0);
    close(file);
    return left >= 0 ? room : -1;
}

/* A full disk takes what there is room for. */
static int unless_room(int found, int64_t bytes) {
    return found == ENOSPC && change_room(-bytes) >= bytes ? 0 : found;
}

static int unless_any_room(int found) {
    return found == ENOSPC && change_room(0) > 0 ? 0 : found;
}

#define LEAST (1 << 20) /* bytes of a file that gives room back */

#define REFUSE(found) do { int is = (found); if (is) { errno = is; return -1; } } while (0)

ssize_t write(int file, const void *data, size_t count) {
    REFUSE(unless_room(fault_of_file(file), count));
    return NEXT(write)(file, data, count);
}
ssize_t writev(int file, const struct iovec *data, int count) {
    int64_t bytes = 0;
    for (int i = 0; i < count; i++) bytes += data[i].iov_len;
    REFUSE(unless_room(fault_of_file(file), bytes));
    return NEXT(writev)(file, data, count);
}
ssize_t pwrite(int file, const void *data, size_t count, off_t at) {
    REFUSE(unless_room(fault_of_file(file), count));
    return NEXT(pwrite)(file, data, count, at);
}
ssize_t pwrite64(int file, const void *data, size_t count, off64_t at) {
    REFUSE(unless_room(fault_of_file(file), count));
    return NEXT(pwrite64)(file, data, count, at);
}
int ftruncate(int file, off_t length) {
    REFUSE(unless_any_room(fault_of_file(file)));
    return NEXT(ftruncate)(file, length);
}
int ftruncate64(int file, off64_t length) {
    REFUSE(unless_any_room(fault_of_file(file)));
    return NEXT(ftruncate64)(file, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
    int found = unless_room(fault_of_file(file), length);
    return found ? found : NEXT(posix_fallocate)(file, at, length);
}
int posix_fallocate64(int file, off64_t at, off64_t length) {
    int found = unless_room(fault_of_file(file), length);
    return found ? found : NEXT(posix_fallocate64)(file, at, length);
}
int statvfs(const char *path, struct statvfs *told) {
    int failed = NEXT(statvfs)(path, told);
    int is_full = !failed && (is_ours(path) || is_home(path)) && fault() == ENOSPC;
    if (is_full) told->f_bavail = told->f_bfree = change_room(0) / told->f_frsize;
    return failed;
}
int statvfs64(const char *path, struct statvfs64 *told) {
    int failed = NEXT(statvfs64)(path, told);
    int is_full = !failed && (is_ours(path) || is_home(path)) && fault() == ENOSPC;
    if (is_full) told->f_bavail = told->f_bfree = change_room(0) / told->f_frsize;
    return failed;
}

/* A full disk still takes what is there already. */
int fsync(int file) {
    int found = fault_of_file(file);
    REFUSE(found == EIO ? found : 0);
    return NEXT(fsync)(file);
}
int fdatasync(int file) {
    int found = fault_of_file(file);
    REFUSE(found == EIO ? found : 0);
    return NEXT(fdatasync)(file);
}

static int fault_of_opening(const char *path, int flags) {
    int writes = (flags & O_ACCMODE) != O_RDONLY, found = writes ? fault_of_path(path) : 0;
    if (found == ENOSPC && (!(flags & O_CREAT) || !access(path, F_OK))) return 0;
    return unless_any_room(found);
}
#define MODE(flags) mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); \
        mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) {
    MODE(flags)
    REFUSE(fault_of_opening(path, flags));
    return NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags)
    REFUSE(fault_of_opening(path, flags));
    return NEXT(open64)(path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
    MODE(flags)
    REFUSE(fault_of_opening(path, flags));
    return NEXT(openat)(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags)
    REFUSE(fault_of_opening(path, flags));
    return NEXT(openat64)(folder, path, flags, mode);
}
int rename(const char *from, const char *to) {
    REFUSE(unless_any_room(fault_of_path(to)));
    return NEXT(rename)(from, to);
}
int mkdir(const char *path, mode_t mode) {
    REFUSE(unless_any_room(fault_of_path(path)));
    return NEXT(mkdir)(path, mode);
}
int unlink(const char *path) {
    int found = fault_of_path(path);
    struct stat gone;
    int is_file = found == ENOSPC && !lstat(path, &gone) && S_ISREG(gone.st_mode);
    REFUSE(found == ENOSPC ? 0 : found);
    int failed = NEXT(unlink)(path);
    if (!failed && is_file && gone.st_size >= LEAST) change_room((int64_t)gone.st_blocks * 512);
    return failed;
}
