using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Batches;

/// <summary>Runs of one frozen flow that were asked for together, one for each input. Kept for 90 days.</summary>
public sealed record RunBatch
{
    /// <summary>Batches of a flow, newest first, and those of one status.</summary>
    public static readonly Collection<RunBatch> Collection = new Collection<RunBatch>("run_batches", RunsJson.Default.RunBatch)
        .WithIndex("flow", ("flowId", batch => batch.FlowId), ("createdAt", batch => batch.CreatedAt))
        .WithIndex("status", ("status", batch => batch.Status), ("createdAt", batch => batch.CreatedAt))
        .WithExpiry(batch => batch.CreatedAt + Kept);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The flow.</summary>
    public required string FlowId { get; init; }

    /// <summary>The frozen flow that all of its runs run.</summary>
    public required string FlowHash { get; init; }

    /// <summary>The flow's version when it was frozen.</summary>
    public long FlowVersion { get; init; }

    /// <summary>One of <see cref="BatchStatus"/>.</summary>
    public string Status { get; init; } = BatchStatus.Starting;

    /// <summary>Who asked; its runs have their rights.</summary>
    public required string UserId { get; init; }

    /// <summary>Their API key; null for a session.</summary>
    public string? KeyId { get; init; }

    /// <summary>The flows that the key is bound to; null for none.</summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>How many inputs there are.</summary>
    public required int Count { get; init; }

    /// <summary>The inputs whose runs are made for certain: those before this place.</summary>
    public int Next { get; init; }

    /// <summary>How many runs are made, as far as it is known.</summary>
    public int Made { get; init; }

    /// <summary>The inputs: a JSON array.</summary>
    public required Payload Inputs { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody cancelled it; null when nobody did.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Why the rest of its runs was not made; null otherwise.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Why the next of its runs could not be made the last time, though that is tried again; null otherwise.</summary>
    public RunFailure? Refusal { get; init; }

    /// <summary>How its runs ended, once all have; null before, when counters tell.</summary>
    public BatchTally? Ended { get; init; }

    /// <summary>The id of the run of an input, made once however often it is launched: seconds since 1970 and 8 bytes of a hash.</summary>
    public string RunIdOf(int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"batch/{Id}/{index}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{(uint)CreatedAt.ToUnixTimeSeconds():x8}{hash}");
    }
}
