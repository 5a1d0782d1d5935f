using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>oidc-provider from npm on loopback, a certified OpenID provider that nobody here wrote.</summary>
internal sealed class RealProvider : IAsyncDisposable
{
    private readonly NodeProcess process;

    private RealProvider(NodeProcess process) => this.process = process;

    public const string ClientId = "hiveflow";

    public const string ClientSecret = "a secret+with/odd:characters";

    /// <summary>Its issuer.</summary>
    public string Issuer => process.FirstLine.Split(' ')[^1];

    /// <summary>Starts it for clients with these callbacks.</summary>
    public static async Task<RealProvider> StartAsync(params string[] callbacks)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "SignIn", "provider.mjs");
        return new RealProvider(await NodeProcess.StartAsync("ready", [script, NodePackages.Folder, .. callbacks]));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
