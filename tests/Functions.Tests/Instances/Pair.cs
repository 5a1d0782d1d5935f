using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Instances;

/// <summary>
/// Two hosts as two instances are: each with caches, an engine and Redis connections of its own, over one document store, one file store,
/// the same keys and one redis-server.
/// </summary>
internal sealed class Pair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestFolder keys;
    private RedisProcess redis;

    private Pair(RedisProcess redis, TestFolder keys, TestHost first, TestHost second)
    {
        this.redis = redis;
        this.keys = keys;
        First = first;
        Second = second;
    }

    public TestHost First { get; }

    public TestHost Second { get; }

    /// <summary>Starts both, and returns when each hears what the other says of revocations.</summary>
    /// <param name="settings">Of both.</param>
    /// <param name="clock">Of both; null is the real one.</param>
    public static async Task<Pair> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? clock = null)
    {
        var redis = await RedisProcess.StartAsync();
        var keys = TestFolder.Create();
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["HiveFlow:PublicUrl"] = "http://localhost:3001",
            ["HiveFlow:Redis:ConnectionString"] = redis.ConnectionString,
            ["HiveFlow:Identity:KeysFolder"] = keys.Path,
            ["HiveFlow:Vault:KeysFolder"] = keys.Path,
            ["HiveFlow:Mail:PrintToConsole"] = "false",
        };
        var first = await TestHost.StartAsync(all, clock);
        var second = await TestHost.StartAsync(all, clock, shared =>
        {
            shared.AddSingleton(first.Services.GetRequiredService<IDocumentStore>());
            shared.AddSingleton(first.Services.GetRequiredService<IFileStore>());
        });
        await HearsAsync(first, second);
        await HearsAsync(second, first);
        return new Pair(redis, keys, first, second);
    }

    /// <summary>Registers somebody at the first instance.</summary>
    public async Task<string> RegisterAsync(string email)
    {
        using var started = await First.Client.PostAsJsonAsync("api/auth/register", new { email, password = ApiHost.Password, name = "Ada" });
        var challenge = (await ApiHost.ReadAsync(started, HttpStatusCode.Created))["challenge"]!.GetValue<string>();
        var code = Mails.CodeFor(First.DataFolder, email);
        using var verified = await First.Client.PostAsJsonAsync("api/auth/otp/verify", new { challenge, code, method = "email" });
        return (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["token"]!.GetValue<string>();
    }

    public static async Task<HttpResponseMessage> SendAsync(TestHost host, string method, string path, string token, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    // Subscribing at the server takes a moment that nobody announces: something is said until it is heard, and then what comes after it, so that
    // nothing of it is left on the way.
    private static async Task HearsAsync(TestHost speaker, TestHost listener)
    {
        var (first, last) = (NewSignal(), NewSignal());
        using var subscription = listener.Services.GetRequiredService<Revocations>().Subscribe(
            revocation => (revocation.Id == "pair-last" ? last : first).TrySetResult());
        var says = speaker.Services.GetRequiredService<Revocations>();
        using var patience = new CancellationTokenSource(Patience);
        while (!first.Task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            says.Publish(RevocationKind.Session, "pair-first");
            await Task.WhenAny(first.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        says.Publish(RevocationKind.Session, "pair-last");
        await last.Task.WaitAsync(Patience);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Kills the redis-server, with all that it held.</summary>
    public async Task KillRedisAsync() => await redis.DisposeAsync();

    /// <summary>Another one in its place, which holds nothing.</summary>
    public async Task RestartRedisAsync() => redis = await RedisProcess.StartAsync(redis.Port);

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        await redis.DisposeAsync();
        keys.Dispose();
    }
}
