/* Shifts the clocks of the processes that it is preloaded into, by what a small shared file says now.
 *
 * CLOCK_REALTIME moves as if the clock had been set; CLOCK_MONOTONIC only where a power cut is
 * played, between two boots.  The file may also name another boot and take NTP and the clock chip
 * away.  File time stamps are the kernel's and stay true.  Layout: struct clock, see clocks.py.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define NS 1000000000LL
#define BOOT "/proc/sys/kernel/random/boot_id"
#define CHIP "/sys/class/rtc/"
#define LOWEST_REALTIME 900000000LL /* a deadline above it counts seconds since 1970 */

enum outside { AS_IT_IS = 0, STEERED = 1, BARE = 2 };

struct clock {
    volatile int64_t realtime_ns;
    volatile int64_t monotonic_ns;
    volatile int64_t outside;
    char boot_file[256];
};

static struct clock *shared;
static struct clock still;

static int is_receivers_line(void)
{
    char words[4096] = {0};
    FILE *stream = fopen("/proc/self/cmdline", "r");
    if (stream == NULL)
        return 0;
    size_t length = fread(words, 1, sizeof words - 1, stream);
    fclose(stream);
    return memmem(words, length, "line_in.py", 10) != NULL;
}

__attribute__((constructor)) static void attach(void)
{
    const char *path = getenv("SHIFTED_CLOCK");
    const char *line = getenv("SHIFTED_CLOCK_OF_LINE");
    if (line != NULL && is_receivers_line())
        path = line; /* the simulated sound card stands at the transmitter, not in the computer */
    shared = &still;
    int descriptor = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    void *mapped = mmap(NULL, sizeof(struct clock), PROT_READ, MAP_SHARED, descriptor, 0);
    if (mapped != MAP_FAILED)
        shared = mapped;
    close(descriptor);
}

static struct clock *now(void)
{
    return shared == NULL ? &still : shared;
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void move(struct timespec *moment, int64_t by_ns)
{
    int64_t ns = moment->tv_nsec + by_ns % NS;
    moment->tv_sec += by_ns / NS + (ns >= NS) - (ns < 0);
    moment->tv_nsec = ns >= NS ? ns - NS : ns < 0 ? ns + NS : ns;
}

static int64_t shift_of(clockid_t clock)
{
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        return now()->realtime_ns;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        return now()->monotonic_ns;
    default:
        return 0;
    }
}

/* --- what the time is ------------------------------------------------------------------------ */

int clock_gettime(clockid_t clock, struct timespec *moment)
{
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL)
        real = next("clock_gettime");
    int status = real(clock, moment);
    if (status == 0)
        move(moment, shift_of(clock));
    return status;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone)
{
    struct timespec precise;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0)
        return -1;
    moment->tv_sec = precise.tv_sec;
    moment->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept)
{
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    if (kept != NULL)
        *kept = moment.tv_sec;
    return moment.tv_sec;
}

/* --- waiting until a time: the kernel's clocks are not shifted -------------------------------- */

static struct timespec unshifted(clockid_t clock, const struct timespec *deadline)
{
    struct timespec moved = *deadline;
    move(&moved, -shift_of(clock));
    return moved;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
    static int (*real)(clockid_t, int, const struct timespec *, struct timespec *);
    if (real == NULL)
        real = next("clock_nanosleep");
    if (!(flags & TIMER_ABSTIME))
        return real(clock, flags, until, left);
    struct timespec moved = unshifted(clock, until);
    return real(clock, flags, &moved, left);
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline)
{
    static int (*real)(sem_t *, clockid_t, const struct timespec *);
    if (real == NULL)
        real = next("sem_clockwait");
    struct timespec moved = unshifted(clock, deadline);
    return real(semaphore, clock, &moved);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *deadline)
{
    static int (*real)(sem_t *, const struct timespec *);
    if (real == NULL)
        real = next("sem_timedwait");
    struct timespec moved = unshifted(CLOCK_REALTIME, deadline);
    return real(semaphore, &moved);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *deadline)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (real == NULL)
        real = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (real == NULL)
        real = next("pthread_cond_timedwait");
    clockid_t clock = deadline->tv_sec > LOWEST_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    struct timespec moved = unshifted(clock, deadline);
    return real(condition, mutex, &moved);
}

/* --- what speaks for the time, and which boot it is ------------------------------------------- */

int adjtimex(struct timex *answer)
{
    static int (*real)(struct timex *);
    if (real == NULL)
        real = next("adjtimex");
    int state = real(answer);
    if (state < 0 || now()->outside == AS_IT_IS)
        return state;
    if (now()->outside == STEERED) {
        answer->status &= ~STA_UNSYNC;
        return TIME_OK;
    }
    answer->status |= STA_UNSYNC;
    return TIME_ERROR;
}

static const char *instead_of(const char *path)
{
    if (strcmp(path, BOOT) == 0 && now()->boot_file[0] != '\0')
        return now()->boot_file;
    if (now()->outside != AS_IT_IS && strncmp(path, CHIP, strlen(CHIP)) == 0)
        return "/nonexistent";
    return path;
}

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        static int (*real)(const char *, int, ...);                                                \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                  \
        va_end(rest);                                                                              \
        if (real == NULL)                                                                          \
            real = next(#name);                                                                    \
        return real(instead_of(path), flags, mode);                                                \
    }

#define OPENS_AT(name)                                                                             \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        static int (*real)(int, const char *, int, ...);                                           \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                  \
        va_end(rest);                                                                              \
        if (real == NULL)                                                                          \
            real = next(#name);                                                                    \
        return real(folder, instead_of(path), flags, mode);                                        \
    }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
