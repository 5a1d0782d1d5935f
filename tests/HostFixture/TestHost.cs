using HiveFlow.Host;
using HiveFlow.Host.Startup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.HostFixture;

/// <summary>
/// The whole embedded host in this process, on a free loopback port with a data folder of its own, which is deleted at the end.
/// Nothing of the machine's settings reaches it.
/// </summary>
public sealed class TestHost : IAsyncDisposable
{
    // Longer than the minute that a call may ask the host to wait for a result.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TestFolder folder;
    private readonly bool ownsFolder;

    private TestHost(EmbeddedHost host, TestFolder folder, bool ownsFolder)
    {
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        Host = host;
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,

            // A body that is announced is not sent before the host has said that it wants it, however slow the machine is.
            Expect100ContinueTimeout = Patience,
        })
        {
            BaseAddress = host.Address,
            Timeout = Patience,
        };
    }

    /// <summary>The host itself.</summary>
    public EmbeddedHost Host { get; }

    /// <summary>A client whose base address is the host's; it follows no redirects and keeps no cookies.</summary>
    public HttpClient Client { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => Host.Services;

    /// <summary>Where the host writes.</summary>
    public string DataFolder => Host.DataFolder;

    /// <summary>Starts a host.</summary>
    /// <param name="settings">Settings by whole key; they win over the fixture's own.</param>
    /// <param name="clock">The clock of everything in the host; null is the real one.</param>
    /// <param name="services">Registered first, so that it wins.</param>
    /// <param name="folder">A folder to use and to leave; null makes one that is deleted at the end.</param>
    /// <param name="compose">What is composed after the application, such as a middleware behind the gate.</param>
    public static async Task<TestHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        Action<IServiceCollection>? services = null,
        TestFolder? folder = null,
        Action<FunctionsApplicationBuilder>? compose = null)
    {
        var used = folder ?? TestFolder.Create();
        try
        {
            var start = StartIn(used, settings, clock, services);
            var host = await EmbeddedHost.StartAsync(compose is null ? start : start with { Compose = start.Compose + compose });
            return new TestHost(host, used, folder is null);
        }
        catch
        {
            if (folder is null)
            {
                used.Dispose();
            }

            throw;
        }
    }

    /// <summary>What a host is started with here, for tests that change it further.</summary>
    public static EmbeddedStart StartIn(
        TestFolder folder,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        Action<IServiceCollection>? services = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["HIVEFLOW_ENV"] = "Development",
            ["HiveFlow:Limits:Factor"] = "10000",

            // Tests that run beside one another keep a machine busy, and none of their runs is to be queued for it.
            ["HiveFlow:Load:Processor"] = "0",

            // For the same reason a slow answer of Redis is none of an outage.
            ["HiveFlow:Redis:Timeout"] = "00:00:30",
            ["HiveFlow:Host:Port"] = "0",
            ["HiveFlow:Host:DataFolder"] = Path.Combine(folder.Path, "data"),
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        return new EmbeddedStart
        {
            Folder = folder.Path,
            Settings = all,
            Services = collection =>
            {
                if (clock is not null)
                {
                    collection.AddSingleton(clock);
                }

                services?.Invoke(collection);
            },
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        if (ownsFolder)
        {
            folder.Dispose();
        }
    }
}
