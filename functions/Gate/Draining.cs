using HiveFlow.Errors;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// An instance that stops takes no new work: what comes on connections that are still open is sent elsewhere. Only whether it answers is
/// answered, so that nobody takes it for dead before it is.
/// </summary>
public sealed class Draining(IHostApplicationLifetime lifetime)
{
    private const string Alive = "Health_Get";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>Set as soon as the instance has to stop: who waits for something longer is answered with what there is.</summary>
    internal CancellationToken Begun => lifetime.ApplicationStopping;

    /// <summary>Null while the instance goes on.</summary>
    internal Error? Check(GateRequest request) => lifetime.ApplicationStopping.IsCancellationRequested && request.Rule.Name != Alive
        ? RequestErrors.Unavailable("This instance stops; the same request is taken elsewhere in a moment.", Retry)
        : null;
}
