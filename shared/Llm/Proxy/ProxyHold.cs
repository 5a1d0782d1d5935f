using HiveFlow.Storage.Documents;

namespace HiveFlow.Llm.Proxy;

/// <summary>Credits held for a question that is being answered; gone when it is settled.</summary>
/// <param name="Amount">Millicredits.</param>
/// <param name="Model">The name that the caller uses.</param>
/// <param name="At">When the question came.</param>
internal sealed record ProxyHold(long Amount, string Model, DateTimeOffset At)
{
    public const string ByTime = "at";

    public static readonly Collection<ProxyHold> Collection = new Collection<ProxyHold>("llm_holds", ProxyJson.Default.ProxyHold).WithIndex(ByTime, ("at", h => h.At));

    /// <summary>The limits of the day that it counts against; null for none.</summary>
    public IReadOnlyList<string>? Limited { get; init; }
}
