namespace HiveFlow.Functions.Failures;

/// <summary>Which dead letters: either by id or by a filter.</summary>
public sealed record DeadLettersRequest
{
    /// <summary>1 to 100 failed runs.</summary>
    public IReadOnlyList<string>? RunIds { get; set; }

    /// <summary>The latest 100 of this flow; of all flows with <see cref="All"/>.</summary>
    public string? FlowId { get; set; }

    /// <summary>Whether the latest 100 of all flows are meant.</summary>
    public bool All { get; set; }
}
