namespace HiveFlow.Metering.Credits;

/// <summary>What an ended run cost, in millicredits.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Held">All that is held for it.</param>
/// <param name="Charged">What is charged, 0 to <paramref name="Held"/>.</param>
/// <param name="IsRefund">Whether nothing is charged because the fault is ours.</param>
/// <param name="HeldAt">When it began.</param>
public sealed record RunBill(string RunId, long Held, long Charged, bool IsRefund, DateTimeOffset HeldAt)
{
    /// <summary>What it is where it is no run; null for a run.</summary>
    public string? Other { get; init; }

    /// <summary>What it was for.</summary>
    public CreditUse Use { get; init; } = CreditUse.Other;

    /// <summary>The limited targets that it counted against.</summary>
    public IReadOnlyList<string> Limited { get; init; } = [];

    /// <summary>How many steps it had.</summary>
    public int Steps { get; init; }

    /// <summary>What its steps cost, by node type.</summary>
    public IReadOnlyDictionary<string, NodeUse>? Nodes { get; init; }

    /// <summary>What it used, by kind.</summary>
    public IReadOnlyDictionary<string, long>? Units { get; init; }
}
