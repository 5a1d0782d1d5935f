namespace HiveFlow.Functions.Failures;

/// <summary>Which dead letters: either by id or by a filter.</summary>
public sealed record DeadLettersRequest
{
    /// <summary>1 to 100 failed runs.</summary>
    public IReadOnlyList<string>? RunIds { get; set; }

    /// <summary>Those of this flow, the latest first, 100 a call.</summary>
    public string? FlowId { get; set; }

    /// <summary>Whether those of all flows are meant, the latest first, 100 a call.</summary>
    public bool All { get; set; }

    /// <summary>The nextCursor of the answer before, with the same filter; null for the first call.</summary>
    public string? Cursor { get; set; }
}
