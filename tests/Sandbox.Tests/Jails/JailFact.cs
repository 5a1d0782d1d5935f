using HiveFlow.LocalSandbox.Jails;

namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>A test that needs bubblewrap and Python on this machine; elsewhere a skipped row with the reason.</summary>
internal sealed class JailFactAttribute : FactAttribute
{
    public JailFactAttribute() => Skip = Reason;

    /// <summary>Why not here; null: here.</summary>
    public static string? Reason { get; } = JailTools.Find() is { IsSuccess: false } missing ? missing.Error.Message : null;
}
