/* Writes down what the processes that it is preloaded into do to files under a folder, and what
 * they send, in the form of strace -f -y -xx -ttt, which strace.py reads.  For machines on which
 * processes may not be traced.  Flushes get a line at their beginning and one at their end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int trace = -1;
static char under[4096];

__attribute__((constructor)) static void attach(void)
{
    const char *path = getenv("RECORD_TO"), *folder = getenv("RECORD_UNDER");
    if (path == NULL || folder == NULL)
        return;
    snprintf(under, sizeof under, "%s", folder);
    trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int high = fcntl(trace, F_DUPFD_CLOEXEC, 900); /* out of the way of what closes descriptors */
    if (high >= 0) {
        close(trace);
        trace = high;
    }
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static int is_ours(const char *path)
{
    return trace >= 0 && strncmp(path, under, strlen(under)) == 0;
}

/* Fills in the path behind a descriptor; tells whether it is one of ours. */
static int path_of(int fd, char *path, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0 && is_ours(path);
}

static char *hex(const void *data, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = malloc(4 * size + 1), *at = text;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = ((const unsigned char *)data)[i];
        *at++ = '\\', *at++ = 'x', *at++ = digits[byte >> 4], *at++ = digits[byte & 15];
    }
    *at = '\0';
    return text;
}

__attribute__((format(printf, 1, 2))) static void tell(const char *form, ...)
{
    int kept = errno;
    struct timespec now;
    char *rest = NULL, *line = NULL;
    va_list values;
    va_start(values, form);
    int length = vasprintf(&rest, form, values);
    va_end(values);
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    if (length >= 0)
        length = asprintf(&line, "%ld %ld.%06ld %s\n", (long)syscall(SYS_gettid), (long)now.tv_sec,
                          now.tv_nsec / 1000, rest);
    if (length >= 0)
        syscall(SYS_write, trace, line, (size_t)length);
    free(rest);
    free(line);
    errno = kept;
}

static void tell_descriptor(int fd, const char *call, const char *more, long result)
{
    char path[4096];
    if (result < 0 || !path_of(fd, path, sizeof path))
        return;
    char *name = hex(path, strlen(path));
    tell("%s(%d<%s>%s) = %ld", call, fd, name, more, result);
    free(name);
}

static void tell_data(int fd, const char *call, const void *data, ssize_t result, long offset)
{
    char path[4096];
    if (result < 0 || !path_of(fd, path, sizeof path))
        return;
    char *name = hex(path, strlen(path)), *text = hex(data, (size_t)result);
    if (offset < 0)
        tell("%s(%d<%s>, \"%s\", %zd) = %zd", call, fd, name, text, result, result);
    else
        tell("%s(%d<%s>, \"%s\", %zd, %ld) = %zd", call, fd, name, text, result, offset, result);
    free(name);
    free(text);
}

static void tell_names(const char *call, const char *old, const char *new, int result)
{
    if (result < 0 || !is_ours(old))
        return;
    char *first = hex(old, strlen(old)), *second = new == NULL ? NULL : hex(new, strlen(new));
    if (new == NULL)
        tell("%s(\"%s\") = 0", call, first);
    else
        tell("%s(\"%s\", \"%s\") = 0", call, first, second);
    free(first);
    free(second);
}

static void tell_opened(int fd, int flags)
{
    char path[4096];
    if (fd < 0 || (flags & O_ACCMODE) == O_RDONLY || !path_of(fd, path, sizeof path))
        return;
    char *name = hex(path, strlen(path));
    tell("openat(AT_FDCWD, \"%s\", O_RDWR%s%s%s) = %d<%s>", name, flags & O_CREAT ? "|O_CREAT" : "",
         flags & O_TRUNC ? "|O_TRUNC" : "", flags & O_APPEND ? "|O_APPEND" : "", fd, name);
    free(name);
}

#define MODE(flags)                                                                                \
    va_list rest;                                                                                  \
    va_start(rest, flags);                                                                         \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                      \
    va_end(rest);

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        int (*real)(const char *, int, ...) = next(#name);                                         \
        MODE(flags)                                                                                \
        int fd = real(path, flags, mode);                                                          \
        tell_opened(fd, flags);                                                                    \
        return fd;                                                                                 \
    }

#define OPENS_AT(name)                                                                             \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        int (*real)(int, const char *, int, ...) = next(#name);                                    \
        MODE(flags)                                                                                \
        int fd = real(folder, path, flags, mode);                                                  \
        tell_opened(fd, flags);                                                                    \
        return fd;                                                                                 \
    }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*real)(int, const void *, size_t) = next("write");
    ssize_t result = real(fd, data, size);
    tell_data(fd, "write", data, result, -1);
    return result;
}

#define WRITES_AT(name, offset_type)                                                               \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset)                        \
    {                                                                                              \
        ssize_t (*real)(int, const void *, size_t, offset_type) = next(#name);                     \
        ssize_t result = real(fd, data, size, offset);                                             \
        tell_data(fd, "pwrite64", data, result, (long)offset);                                     \
        return result;                                                                             \
    }

WRITES_AT(pwrite, off_t)
WRITES_AT(pwrite64, off64_t)

#define SEEKS(name, offset_type)                                                                   \
    offset_type name(int fd, offset_type offset, int whence)                                       \
    {                                                                                              \
        offset_type (*real)(int, offset_type, int) = next(#name);                                  \
        offset_type result = real(fd, offset, whence);                                             \
        tell_descriptor(fd, "lseek", ", 0, SEEK_SET", (long)result);                               \
        return result;                                                                             \
    }

SEEKS(lseek, off_t)
SEEKS(lseek64, off64_t)

#define RESIZES(name, offset_type)                                                                 \
    int name(int fd, offset_type size)                                                             \
    {                                                                                              \
        char more[40];                                                                             \
        int (*real)(int, offset_type) = next(#name);                                               \
        int result = real(fd, size);                                                               \
        snprintf(more, sizeof more, ", %ld", (long)size);                                          \
        tell_descriptor(fd, "ftruncate", more, result);                                            \
        return result;                                                                             \
    }

RESIZES(ftruncate, off_t)
RESIZES(ftruncate64, off64_t)

#define FLUSHES(name)                                                                              \
    int name(int fd)                                                                               \
    {                                                                                              \
        char path[4096];                                                                           \
        int (*real)(int) = next(#name);                                                            \
        if (!path_of(fd, path, sizeof path))                                                       \
            return real(fd);                                                                       \
        char *text = hex(path, strlen(path));                                                      \
        tell(#name "(%d<%s> <unfinished ...>", fd, text);                                          \
        free(text);                                                                                \
        int result = real(fd);                                                                     \
        tell("<... " #name " resumed>) = %d", result);                                             \
        return result;                                                                             \
    }

FLUSHES(fsync)
FLUSHES(fdatasync)

int rename(const char *old, const char *new)
{
    int (*real)(const char *, const char *) = next("rename");
    int result = real(old, new);
    tell_names("rename", old, new, result);
    return result;
}

int unlink(const char *path)
{
    int (*real)(const char *) = next("unlink");
    int result = real(path);
    tell_names("unlink", path, NULL, result);
    return result;
}

static void tell_sent(const void *data, ssize_t result)
{
    if (trace < 0 || result <= 0)
        return;
    char *text = hex(data, (size_t)result);
    tell("sendto(0, \"%s\", %zd, 0) = %zd", text, result, result);
    free(text);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    ssize_t (*real)(int, const void *, size_t, int) = next("send");
    ssize_t result = real(fd, data, size, flags);
    tell_sent(data, result);
    return result;
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
               socklen_t length)
{
    ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) =
        next("sendto");
    ssize_t result = real(fd, data, size, flags, to, length);
    tell_sent(data, result);
    return result;
}
