using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Llm.Proxy;

/// <summary>A question whose cost is held.</summary>
public sealed class ProxyTurn
{
    private readonly Tenant tenant;
    private readonly ProxyCharge charge;
    private readonly ProxyCharges charges;
    private readonly IProxyUpstream upstream;

    internal ProxyTurn(Tenant tenant, ProxyQuestion question, ProxyCharge charge, ProxyCharges charges, IProxyUpstream upstream)
    {
        this.tenant = tenant;
        this.charge = charge;
        this.charges = charges;
        this.upstream = upstream;
        IsStream = question.IsStream;
    }

    /// <summary>Whether the answer is asked for as events.</summary>
    public bool IsStream { get; }

    /// <summary>Millicredits that are left while this is held; null when credits are off.</summary>
    public long? CreditsLeft => charge.Left;

    /// <summary>
    /// Asks the provider and settles, whatever comes: also when the caller hangs up, which ends the question there too. Gives the whole
    /// answer's JSON, or nothing when it went out as events; a failure only while nothing has gone out.
    /// </summary>
    /// <param name="events">Takes the events of a streamed answer, ready to be sent.</param>
    /// <param name="cancellationToken">Ends it: the caller is gone.</param>
    public async Task<Result<ReadOnlyMemory<byte>>> AnswerAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken)
    {
        try
        {
            return await upstream.AskAsync(tenant.Key, events, cancellationToken);
        }
        finally
        {
            await charges.SettleAsync(tenant, charge, upstream.Use);
        }
    }
}
