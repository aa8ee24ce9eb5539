/* Landlock and seccomp, asked of the kernel directly: a library for two system calls would be a
 * dependency more. The headers of Debian 12 know Landlock's ABI 2; later rights are named here. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "gate.h"
#include "manicule/cmd/output.h"

#if defined(__x86_64__)
static const uint32_t arch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t arch = AUDIT_ARCH_AARCH64;
#elif defined(__riscv) && __riscv_xlen == 64
static const uint32_t arch = AUDIT_ARCH_RISCV64;
#else
static const uint32_t arch = 0; /* of whose calls nothing is known: no filter */
#endif

/* ---- Landlock: which files ---- */
static const uint64_t right_truncate = 1ull << 14;  /* ABI 3 */
static const uint64_t right_ioctl_dev = 1ull << 15; /* ABI 5 */

static const uint64_t rights_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
/* The journal comes and goes beside the project. */
static const uint64_t rights_work = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                    LANDLOCK_ACCESS_FS_WRITE_FILE |
                                    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;

static const struct {
    const char *path;
    bool folder;
} readable[] = {
    {"/etc/terminfo", true},       {"/lib/terminfo", true},    {"/usr/lib/terminfo", true},
    {"/usr/share/terminfo", true},
    {"/dev/urandom", false}, /* SQLite's chance */
};

static uint64_t handled(int abi)
{
    uint64_t all = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1; /* ABI 1: every right up to this one */
    if (abi >= 2)
        all |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        all |= right_truncate;
    if (abi >= 5)
        all |= right_ioctl_dev;
    return all;
}

static bool allow_beneath(int rules, const char *path, uint64_t rights)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access = rights};
    beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (beneath.parent_fd < 0)
        return false;
    bool done =
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    close(beneath.parent_fd);
    return done;
}

static bool add_rules(int rules, int abi, bool folder)
{
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
        allow_beneath(rules, readable[i].path,
                      readable[i].folder ? rights_read : LANDLOCK_ACCESS_FS_READ_FILE);
    return !folder || allow_beneath(rules, ".", rights_work | (abi >= 3 ? right_truncate : 0));
}

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

static bool landlock(int abi, bool folder)
{
    const struct landlock_ruleset_attr attr = {.handled_access_fs = handled(abi)};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        return false;
    bool done = add_rules(rules, abi, folder) && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return done;
}

/* ---- seccomp: which calls ----
 *
 * What the workbench and the verbs use is allowed. What has no use here but to break out ends the
 * process; anything else is an error that the caller can tell (EPERM). */
static const int allowed[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_lseek, SYS_close,
    SYS_openat, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_statfs, SYS_fstatfs, SYS_faccessat,
    SYS_faccessat2, SYS_readlinkat, SYS_getcwd, SYS_getdents64, SYS_unlinkat, SYS_fchmod,
    SYS_fchown, SYS_ftruncate, SYS_fallocate, SYS_fsync, SYS_fdatasync, SYS_flock, SYS_fcntl,
    SYS_dup, SYS_dup3, SYS_pipe2, SYS_memfd_create, SYS_ppoll, SYS_pselect6, SYS_munmap,
    SYS_mremap, SYS_madvise, SYS_brk, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_sigaltstack, SYS_restart_syscall, SYS_setitimer, SYS_nanosleep, SYS_clock_nanosleep,
    SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_getpid, SYS_gettid, SYS_getppid,
    SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getrandom, SYS_futex, SYS_umask,
    SYS_uname, SYS_sysinfo, SYS_sched_yield, SYS_exit, SYS_exit_group,
#ifdef SYS_open /* the older machines' own */
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_unlink, SYS_dup2, SYS_pipe,
    SYS_poll, SYS_select, SYS_alarm, SYS_time,
#endif
};

static const int deadly[] = {
    SYS_execve, SYS_execveat, SYS_clone, SYS_clone3, SYS_ptrace, SYS_process_vm_readv,
    SYS_process_vm_writev, SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_bpf,
    SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_mount, SYS_unshare, SYS_setns,
    SYS_pivot_root, SYS_chroot, SYS_init_module, SYS_finit_module, SYS_kexec_load, SYS_keyctl,
    SYS_add_key, SYS_open_by_handle_at,
#ifdef SYS_fork
    SYS_fork, SYS_vfork,
#endif
};

/* What may be asked of the terminal: its modes and size, and never to put bytes into its input. */
static const uint32_t controls[] = {
    TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ, TIOCGPGRP, TCFLSH, TCXONC, FIONREAD, FIOCLEX,
};

enum { PROGRAM_MAX = 512 };
struct program {
    struct sock_filter at[PROGRAM_MAX];
    unsigned short n;
};

static void put(struct program *p, unsigned code, uint32_t k, unsigned yes, unsigned no)
{
    if (p->n < PROGRAM_MAX)
        p->at[p->n++] = (struct sock_filter){(uint16_t)code, (uint8_t)yes, (uint8_t)no, k};
}

static void put_load(struct program *p, size_t offset)
{
    put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void put_end(struct program *p, uint32_t action)
{
    put(p, BPF_RET | BPF_K, action, 0, 0);
}

/* When the word at hand is k: the action. */
static void put_if(struct program *p, uint32_t k, uint32_t action)
{
    put(p, BPF_JMP | BPF_JEQ | BPF_K, k, 0, 1);
    put_end(p, action);
}

/* The low half of an argument; all machines known here keep it first. */
static size_t argument(unsigned i)
{
    return offsetof(struct seccomp_data, args) + i * sizeof(uint64_t);
}

static const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

/* For one call: what `words` words of program say, then a refusal. Skipped for any other. */
static void put_case(struct program *p, int call, unsigned words)
{
    put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, words + 1);
}

/* Memory that can be run is made by nobody here. */
static void put_memory(struct program *p, int call)
{
    put_case(p, call, 3);
    put_load(p, argument(2));
    put(p, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
    put_end(p, SECCOMP_RET_ALLOW);
    put_end(p, refuse);
}

static void put_ioctl(struct program *p)
{
    enum { N = sizeof controls / sizeof *controls };
    put_case(p, SYS_ioctl, 1 + 2 * N);
    put_load(p, argument(1));
    for (size_t i = 0; i < N; i++)
        put_if(p, controls[i], SECCOMP_RET_ALLOW);
    put_end(p, refuse);
}

/* Signals go to itself: abort() and the like. */
static void put_signal(struct program *p, int call)
{
    put_case(p, call, 3);
    put_load(p, argument(0));
    put_if(p, (uint32_t)getpid(), SECCOMP_RET_ALLOW);
    put_end(p, refuse);
}

/* Limits are asked for, not set. */
static void put_limits(struct program *p)
{
    put_case(p, SYS_prlimit64, 6);
    put_load(p, argument(2));
    put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
    put_load(p, argument(2) + 4);
    put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
    put_end(p, SECCOMP_RET_ALLOW);
    put_end(p, refuse);
    put_end(p, refuse);
}

static void write_program(struct program *p)
{
    put_load(p, offsetof(struct seccomp_data, arch));
    put(p, BPF_JMP | BPF_JEQ | BPF_K, arch, 1, 0);
    put_end(p, SECCOMP_RET_KILL_PROCESS);
    put_load(p, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__) /* the calls of x32, by other numbers */
    put(p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    put_end(p, SECCOMP_RET_KILL_PROCESS);
#endif
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        put_if(p, (uint32_t)allowed[i], SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        put_if(p, (uint32_t)deadly[i], SECCOMP_RET_KILL_PROCESS);
    /* Each of these leaves the number at hand when the call is another one. */
    put_memory(p, SYS_mmap);
    put_memory(p, SYS_mprotect);
    put_ioctl(p);
    put_signal(p, SYS_kill);
    put_signal(p, SYS_tgkill);
    put_limits(p);
    put_end(p, refuse);
}

static bool seccomp_there(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return arch && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static bool seccomp(void)
{
    struct program program = {.n = 0};
    write_program(&program);
    const struct sock_fprog filter = {program.n, program.at};
    return program.n < PROGRAM_MAX &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

/* ---- both ---- */
enum fault gate_sandbox(bool folder, struct gate_sandbox *out, struct err *err)
{
    *out = (struct gate_sandbox){.landlock = landlock_abi(), .seccomp = seccomp_there()};
    if (GATE_SANITIZED)
        return OK;
    if (out->landlock && !landlock(out->landlock, folder))
        return err_set(err, FAULT_DENIED, "gate: Landlock is there and refuses: %s",
                       strerror(errno));
    if (out->seccomp && !seccomp())
        return err_set(err, FAULT_DENIED, "gate: seccomp is there and refuses: %s",
                       strerror(errno));
    return OK;
}

/* A lock is tried, not believed. */
static bool shut_file(void)
{
    int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd < 0 && errno == EACCES;
}

static bool shut_call(void)
{
    return syscall(SYS_personality, 0xffffffff) < 0 && errno == EPERM; /* asks, changes nothing */
}

bool gate_sandbox_check(struct output *out)
{
    struct gate_sandbox there;
    struct err err;
    bool privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    bool dumps = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
    bool set = gate_sandbox(false, &there, &err) == OK;
    bool files = set && shut_file(), calls = set && shut_call();
    output_printf(out, "no_new_privs  %s\n", privileges ? "in force" : "not in force");
    output_printf(out, "core dumps    %s\n", dumps ? "off" : "on");
    if (!there.landlock)
        output_printf(out, "landlock      not in this kernel: permissions alone guard other files\n");
    else
        output_printf(out, "landlock      ABI %d, %s\n", there.landlock,
                      files ? "in force" : "not in force");
    if (!there.seccomp)
        output_printf(out, "seccomp       not in this kernel, or not for this machine\n");
    else
        output_printf(out, "seccomp       %s\n", calls ? "in force" : "not in force");
    return privileges && dumps && files && calls;
}
