using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Carries revocations between instances, each as soon as it is said. While Redis is away they are dropped: the other instances find them in
/// the store at their next look.
/// </summary>
public sealed class RevocationRelay(RedisConnection redis, Revocations revocations, TimeProvider clock, ILogger<RevocationRelay> logger)
    : RedisRelay(redis, clock, logger)
{
    private const int MaxInMessage = 500;

    /// <inheritdoc/>
    protected override string Channel => "revocations";

    /// <inheritdoc/>
    protected override TimeSpan Gathering => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override void Begin() => revocations.HasRelay = true;

    /// <inheritdoc/>
    protected override ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => revocations.Outgoing.WaitToReadAsync(cancellationToken);

    /// <inheritdoc/>
    protected override void Say(StringBuilder message)
    {
        for (var count = 0; count < MaxInMessage && revocations.Outgoing.TryRead(out var revocation); count++)
        {
            RevocationText.Append(message, revocation);
        }
    }

    /// <inheritdoc/>
    protected override void Hear(IEnumerable<string> lines)
    {
        foreach (var revocation in RevocationText.Read(lines))
        {
            revocations.Deliver(revocation);
        }
    }
}
