using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Credits;

/// <summary>An amount that was taken and waits for its entry in the ledger.</summary>
/// <param name="Amount">Millicredits.</param>
/// <param name="Left">What is available after it.</param>
public sealed record CreditHold(long Amount, long Left)
{
    /// <summary>When it was taken; its entry has this time.</summary>
    public required CreditMoment Moment { get; init; }

    /// <summary>What came of the slot that was asked for with it; null where none was.</summary>
    public SlotOutcome? Slot { get; init; }

    /// <summary>What <see cref="CreditBook.Enter"/> asks for.</summary>
    internal long Turn { get; init; }

    /// <summary>The targets with a limit that it counts against; empty for none.</summary>
    public IReadOnlyList<string> Limited { get; init; } = [];
}
