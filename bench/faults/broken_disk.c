/* Makes writing below a folder fail while a flag file exists: preloaded into the station.

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
#include <string.h>
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

#define REFUSE(found) do { int is = (found); if (is) { errno = is; return -1; } } while (0)

ssize_t write(int file, const void *data, size_t count) {
    REFUSE(fault_of_file(file));
    return NEXT(write)(file, data, count);
}
ssize_t writev(int file, const struct iovec *data, int count) {
    REFUSE(fault_of_file(file));
    return NEXT(writev)(file, data, count);
}
ssize_t pwrite(int file, const void *data, size_t count, off_t at) {
    REFUSE(fault_of_file(file));
    return NEXT(pwrite)(file, data, count, at);
}
ssize_t pwrite64(int file, const void *data, size_t count, off64_t at) {
    REFUSE(fault_of_file(file));
    return NEXT(pwrite64)(file, data, count, at);
}
int ftruncate(int file, off_t length) {
    REFUSE(fault_of_file(file));
    return NEXT(ftruncate)(file, length);
}
int ftruncate64(int file, off64_t length) {
    REFUSE(fault_of_file(file));
    return NEXT(ftruncate64)(file, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
    int found = fault_of_file(file);
    return found ? found : NEXT(posix_fallocate)(file, at, length);
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
    return found;
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
    REFUSE(fault_of_path(to));
    return NEXT(rename)(from, to);
}
int mkdir(const char *path, mode_t mode) {
    REFUSE(fault_of_path(path));
    return NEXT(mkdir)(path, mode);
}
int unlink(const char *path) {
    int found = fault_of_path(path);
    REFUSE(found == ENOSPC ? 0 : found);
    return NEXT(unlink)(path);
}
