namespace HiveFlow.Bench.Identity;

/// <summary>The machine's clock, moved on where a cooldown would have to be waited for.</summary>
internal sealed class MovedClock : TimeProvider
{
    private TimeSpan ahead;

    public void Advance(TimeSpan time) => ahead += time;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
