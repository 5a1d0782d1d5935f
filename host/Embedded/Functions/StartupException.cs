namespace HiveFlow.Host.Functions;

/// <summary>The host does not start, and says everything that must be put right.</summary>
public sealed class StartupException(IReadOnlyList<string> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
