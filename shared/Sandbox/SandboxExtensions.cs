using System.Net;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.E2B;
using HiveFlow.Sandbox.Leftovers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Sandbox;

/// <summary>Composition of the capability.</summary>
public static class SandboxExtensions
{
    /// <summary>Adds <see cref="CodeRunner"/>; the host binds <see cref="SandboxOptions"/> to <c>HiveFlow:Sandbox</c>.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.AddOptions<SandboxOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<SandboxOptions>>().Value);
        services.TryAddSingleton<SandboxSource>();
        services.TryAddSingleton(static _ => new SandboxMark(Guid.NewGuid().ToString("N")));
        services.TryAddSingleton<SandboxSweeper>();
        services.TryAddSingleton<CodeRunner>();
        services.AddHttpClient(SandboxWire.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                Proxy = new LoopbackBypass(),
                AutomaticDecompression = DecompressionMethods.None,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                ConnectTimeout = TimeSpan.FromSeconds(10),
                MaxResponseHeadersLength = 64,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }
}
