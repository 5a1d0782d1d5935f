namespace HiveFlow.Llm.Proxy;

/// <summary>What is held for one question.</summary>
/// <param name="Id">Names it in the ledger; null when nothing is held because credits are off.</param>
/// <param name="Model">The name that the caller uses.</param>
/// <param name="Amount">Millicredits.</param>
/// <param name="Left">What is available after it; null when credits are off.</param>
public sealed record ProxyCharge(string? Id, string Model, long Amount, long? Left)
{
    /// <summary>What was held; null when nothing is.</summary>
    internal ProxyHold? Hold { get; init; }
}
