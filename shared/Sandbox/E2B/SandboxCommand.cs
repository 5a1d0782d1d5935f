namespace HiveFlow.Sandbox.E2B;

/// <summary>A program to run in a sandbox.</summary>
/// <param name="Program">Its path or name.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record SandboxCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables on top of the sandbox's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it starts; null: the home folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether its standard input is open; else it reads nothing.</summary>
    public bool HasInput { get; init; }

    /// <summary>When the service must kill it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
