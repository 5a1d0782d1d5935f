using System.Text.Json;

namespace HiveFlow.Sandbox.Code;

/// <summary>One piece of user code to run once, in a sandbox of its own.</summary>
public sealed record CodeRequest
{
    /// <summary>The longest time any code may run (security promise): 5 minutes.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The language of <see cref="Code"/>.</summary>
    public required CodeLanguage Language { get; init; }

    /// <summary>The source text, at most 1 MiB as UTF-8.</summary>
    public required string Code { get; init; }

    /// <summary>What the code sees as its inputs, at most 4 MiB as JSON; travels as a file, never in source text or arguments.</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>
    /// How long the code may run, above 0 and at most <see cref="LongestTimeout"/>; waiting for a free place not counted.
    /// </summary>
    public TimeSpan Timeout { get; init; } = LongestTimeout;

    /// <summary>Whose code it is; places are shared fairly between organizations.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The run, for finding its sandbox from outside.</summary>
    public required string RunId { get; init; }

    /// <summary>The step's idempotency key (<c>runId/nodeId/iteration</c>).</summary>
    public required string StepKey { get; init; }

    /// <summary>More labels on the sandbox, none secret; at most 16, each name and value at most 256 characters.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
