using HiveFlow.HostFixture;

namespace HiveFlow.Live.Tests.Signals;

/// <summary>A fact that needs Debian's redis-server; without it the test shows as skipped.</summary>
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (RedisProcess.Program is null)
        {
            Skip = "redis-server is not installed (apt-get install redis-server).";
        }
    }
}
