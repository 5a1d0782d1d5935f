using HiveFlow.HostFixture;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Host.Tests.Startup;

public sealed class RedisStartTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task The_redis_of_the_process_is_connected_before_the_first_request()
    {
        await using var host = await EmbeddedHost.StartAsync(TestHost.StartIn(folder));

        var connection = await host.Services.GetRequiredService<RedisConnection>().GetAsync(CancellationToken.None);

        Assert.True(connection!.IsConnected);
    }

    public void Dispose() => folder.Dispose();
}
