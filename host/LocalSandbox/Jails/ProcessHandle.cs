using System.Runtime.InteropServices;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>A kernel handle (pidfd) of a process: killing through it never hits another process that got the same number.</summary>
internal sealed partial class ProcessHandle : SafeHandle
{
    private const long SendSignal = 424;
    private const long Open = 434;
    private const int Kill = 9;

    private ProcessHandle(int descriptor)
        : base(-1, true) => SetHandle(descriptor);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == -1;

    /// <summary>Opens it; null when the process is gone already.</summary>
    public static ProcessHandle? TryOpen(int processId)
    {
        var descriptor = SystemCall(Open, processId, 0, 0, 0);
        return descriptor < 0 ? null : new ProcessHandle((int)descriptor);
    }

    /// <summary>SIGKILL; nothing when it is gone.</summary>
    public void End() => _ = SystemCall(SendSignal, (int)handle, Kill, 0, 0);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
