namespace HiveFlow.Functions.Telemetry;

/// <summary>Which meters and sources are exported: our own, and the runtime's (CPU, memory, GC, thread pool).</summary>
internal static class Meters
{
    /// <summary>Every name of ours begins with it.</summary>
    public const string Ours = "HiveFlow.*";

    /// <summary>The runtime's, https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics-runtime.</summary>
    public const string Runtime = "System.Runtime";

    /// <summary>Kestrel's connections, https://learn.microsoft.com/aspnet/core/log-mon/metrics/built-in.</summary>
    public const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>Whether that meter is exported.</summary>
    public static bool IsOurs(string name) => name.StartsWith("HiveFlow.", StringComparison.Ordinal) || name is Runtime or Kestrel;
}
