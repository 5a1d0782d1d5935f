using HiveFlow.Sandbox.Code;

namespace HiveFlow.Sandbox.Talking;

/// <summary>A program to talk with, in a sandbox of its own.</summary>
public sealed record ProgramRequest
{
    /// <summary>Its path or name in the sandbox.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments; none is ever read by a shell.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long it may run, above 0 and at most <see cref="CodeRequest.LongestTimeout"/>; waiting for a free place not counted.</summary>
    public TimeSpan Timeout { get; init; } = CodeRequest.LongestTimeout;

    /// <summary>Whose it is; places are shared fairly between organizations.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>Whether it may reach the internet. Default false; the local server has none to give.</summary>
    public bool HasInternet { get; init; }

    /// <summary>How much it may write to standard output in all; more ends the talk. Default 4 MiB.</summary>
    public int MaxOutputBytes { get; init; } = 4 << 20;

    /// <summary>Labels on the sandbox, none secret; at most 16, each name and value at most 256 characters.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
