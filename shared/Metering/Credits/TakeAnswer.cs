using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Credits;

/// <summary>What came of taking from a hot balance.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Left">What is left, or what there is when it was too little.</param>
/// <param name="Epoch">The filling it was taken from.</param>
internal sealed record TakeAnswer(TakeOutcome Outcome, long Left, string Epoch)
{
    /// <summary>There is none: it is to be filled.</summary>
    public static readonly TakeAnswer Empty = new(TakeOutcome.Empty, 0, string.Empty);

    /// <summary>Nothing was taken: there is no slot.</summary>
    public static readonly TakeAnswer NoSlot = new(TakeOutcome.NoSlot, 0, string.Empty);

    /// <summary>What came of asking for a slot with it; taken only where the amount is.</summary>
    public SlotOutcome? Slot { get; init; }

    /// <summary>The limited targets it was counted against; the one that refused it.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>What <see cref="FillingGate.Enter"/> asks for.</summary>
    public long Turn { get; init; }

    /// <summary>The refusing target's limit.</summary>
    public long Most { get; init; }

    /// <summary>What the refusing target has used today.</summary>
    public long Used { get; init; }
}
