namespace HiveFlow.Orchestrations.Tests.Agents;

/// <summary>A test that needs bubblewrap and Python on this machine; elsewhere a skipped row with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JailFactAttribute : FactAttribute
{
    public JailFactAttribute() => Skip = Missing is { } name ? $"{name} is not installed here." : null;

    public static string? Missing { get; } = new[] { "bwrap", "python3" }.FirstOrDefault(name => !IsInstalled(name));

    private static bool IsInstalled(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
