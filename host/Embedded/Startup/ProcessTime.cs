using System.Diagnostics;

namespace HiveFlow.Host.Startup;

/// <summary>How long this process runs.</summary>
internal static class ProcessTime
{
    /// <summary>Since the operating system started it, with the runtime's own start.</summary>
    public static TimeSpan SinceStart
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return TimeProvider.System.GetLocalNow() - process.StartTime;
        }
    }
}
