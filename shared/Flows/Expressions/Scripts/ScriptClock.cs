using Jint;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>The clock of scripts: the host's time, in UTC whatever the machine's zone is.</summary>
internal sealed class ScriptClock(TimeProvider clock) : ITimeSystem
{
    private static readonly ITimeSystem Parsing = new Options { TimeZone = TimeZoneInfo.Utc }.TimeSystem;

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;

    public bool TryParse(string date, out long epochMilliseconds) => Parsing.TryParse(date, out epochMilliseconds);
}
