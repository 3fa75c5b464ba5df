/* Kills the process that it is preloaded into at the Nth of its calls of one kind.
 *
 * The shared file says in which process, which calls count and at which number; the count is over
 * all threads, and the call that is counted is not made any more.  Layout: struct order, calls.py.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { WRITE = 1, FLUSH = 2, SEND = 4 };

struct order {
    volatile int64_t process;
    volatile int64_t calls;
    volatile int64_t at;
    volatile int64_t count;
};

static struct order *shared;

__attribute__((constructor)) static void attach(void)
{
    const char *path = getenv("NTH_CALL");
    int descriptor = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return;
    void *mapped =
        mmap(NULL, sizeof(struct order), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped != MAP_FAILED)
        shared = mapped;
    close(descriptor);
}

static void count(enum call call)
{
    if (shared == NULL || shared->process != getpid() || !(shared->calls & call))
        return;
    if (__atomic_add_fetch(&shared->count, 1, __ATOMIC_SEQ_CST) == shared->at)
        kill(getpid(), SIGKILL);
}

#define COUNTED(kind, result, name, parameters, arguments)                                         \
    result name parameters                                                                         \
    {                                                                                              \
        static result(*real) parameters;                                                           \
        if (real == NULL)                                                                          \
            real = dlsym(RTLD_NEXT, #name);                                                        \
        count(kind);                                                                               \
        return real arguments;                                                                     \
    }

COUNTED(WRITE, ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
COUNTED(WRITE, ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at),
        (fd, data, size, at))
COUNTED(WRITE, ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at),
        (fd, data, size, at))
COUNTED(WRITE, ssize_t, writev, (int fd, const struct iovec *parts, int number),
        (fd, parts, number))
COUNTED(FLUSH, int, fsync, (int fd), (fd))
COUNTED(FLUSH, int, fdatasync, (int fd), (fd))
COUNTED(SEND, ssize_t, send, (int fd, const void *data, size_t size, int flags),
        (fd, data, size, flags))
COUNTED(SEND, ssize_t, sendto,
        (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
         socklen_t length),
        (fd, data, size, flags, to, length))
COUNTED(SEND, ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
        (fd, message, flags))
