using HiveFlow.Live.Redis;
using HiveFlow.Live.WebPubSub;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.Tests.WebPubSub;

public sealed class WebPubSubOptionsTests
{
    private const string Key = "an-access-key-of-length";

    [Theory]
    [InlineData("https://name.webpubsub.azure.com", "live", Key, "localhost", true)]
    [InlineData("http://127.0.0.1:8080", "live_2", Key, "localhost", true)]
    [InlineData(null, "live", null, "", true)]
    [InlineData("http://name.webpubsub.azure.com", "live", Key, "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com/path", "live", Key, "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com", "2live", Key, "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com", "a/b", Key, "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com", "live", "short", "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com", "live", null, "localhost", false)]
    [InlineData(null, "live", Key, "localhost", false)]
    [InlineData("https://name.webpubsub.azure.com", "live", Key, "", false)]
    public void Endpoint_and_keys_go_together_and_need_redis(string? endpoint, string hub, string? key, string redis, bool isFine)
    {
        var validator = new WebPubSubOptionsValidator(Options.Create(new RedisOptions { ConnectionString = redis }));

        var result = validator.Validate(null, new WebPubSubOptions
        {
            Endpoint = endpoint is null ? null : new Uri(endpoint),
            Hub = hub,
            AccessKeys = key is null ? [] : [key],
        });

        Assert.Equal(isFine, result.Succeeded);
        Assert.DoesNotContain(key ?? "no key", result.FailureMessage ?? string.Empty, StringComparison.Ordinal);
    }
}
