namespace HiveFlow.LocalSandbox.Jails;

/// <summary>System-call numbers of one architecture (the kernel's asm/unistd_64.h and asm-generic/unistd.h).</summary>
/// <param name="HasForeignRange">Whether numbers from 0x40000000 on belong to another calling convention (x32).</param>
/// <param name="NewTask">clone.</param>
/// <param name="Map">mmap.</param>
/// <param name="Control">ioctl.</param>
/// <param name="Socket">socket.</param>
/// <param name="Denied">Those that answer EPERM.</param>
/// <param name="Unknown">Those that answer ENOSYS, so that libraries take another way: clone3, memfd_create, memfd_secret.</param>
internal sealed record SeccompNumbers(
    bool HasForeignRange, uint NewTask, uint Map, uint Control, uint Socket, IReadOnlyList<uint> Denied, IReadOnlyList<uint> Unknown)
{
    // io_uring_*, open_tree, move_mount, fs*, pidfd_getfd, process_madvise, mount_setattr, quotactl_fd: the same everywhere.
    private static readonly uint[] Both = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 443];

    /// <summary>x86-64.</summary>
    public static readonly SeccompNumbers X64 = new(true, 56, 9, 16, 41,
    [
        29, 64, 68, // shmget, semget, msgget
        101, 103, 134, 135, 136, 139, // ptrace, syslog, uselib, personality, ustat, sysfs
        153, 154, 155, 156, 159, 161, 163, 164, // vhangup, modify_ldt, pivot_root, _sysctl, adjtimex, chroot, acct, settimeofday
        165, 166, 167, 168, 169, 170, 171, 172, 173, // mount, umount2, swapon, swapoff, reboot, set*name, iopl, ioperm
        175, 176, 179, 180, 212, 227, // init_module, delete_module, quotactl, nfsservctl, lookup_dcookie, clock_settime
        240, 246, 248, 249, 250, 256, // mq_open, kexec_load, add_key, request_key, keyctl, migrate_pages
        272, 278, 279, 298, 300, 303, 304, 305, 308, // unshare, vmsplice, move_pages, perf, fanotify, *_handle_at, clock_adjtime, setns
        310, 311, 312, 313, 320, 321, 323, // process_vm_*, kcmp, finit_module, kexec_file_load, bpf, userfaultfd
        .. Both,
    ],
    [435, 319, 447]);

    /// <summary>64-bit ARM.</summary>
    public static readonly SeccompNumbers Arm64 = new(false, 220, 222, 29, 198,
    [
        39, 40, 41, 51, 58, 60, 75, 89, 92, // umount2, mount, pivot_root, chroot, vhangup, quotactl, vmsplice, acct, personality
        97, 104, 105, 106, 112, 116, 117, 142, // unshare, kexec_load, *_module, clock_settime, syslog, ptrace, reboot
        161, 162, 170, 171, 180, 186, 190, 194, // set*name, settimeofday, adjtimex, mq_open, msgget, semget, shmget
        217, 218, 219, 224, 225, 238, 239, 241, // add_key, request_key, keyctl, swapon, swapoff, migrate_pages, move_pages, perf
        262, 264, 265, 266, 268, 270, 271, 272, 273, // fanotify, *_handle_at, clock_adjtime, setns, process_vm_*, kcmp, finit_module
        280, 282, 294, // bpf, userfaultfd, kexec_file_load
        .. Both,
    ],
    [435, 279, 447]);
}
