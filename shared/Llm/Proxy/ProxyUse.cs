namespace HiveFlow.Llm.Proxy;

/// <summary>Tokens that a question used.</summary>
/// <param name="InputTokens">Read.</param>
/// <param name="OutputTokens">Written.</param>
public sealed record ProxyUse(long InputTokens, long OutputTokens)
{
    /// <summary>None.</summary>
    public static readonly ProxyUse None = new(0, 0);
}
