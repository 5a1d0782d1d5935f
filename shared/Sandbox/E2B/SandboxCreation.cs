namespace HiveFlow.Sandbox.E2B;

/// <summary>A sandbox to make.</summary>
/// <param name="Template">What it is made from.</param>
/// <param name="Timeout">How long it lives unless killed or kept; whole seconds, rounded up.</param>
internal sealed record SandboxCreation(string Template, TimeSpan Timeout)
{
    /// <summary>Labels to find it by.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables of everything in it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it may reach the internet.</summary>
    public bool HasInternet { get; init; }
}
