using HiveFlow.Audit;
using HiveFlow.Mcp.Calling;
using HiveFlow.Mcp.Servers;
using HiveFlow.Outgoing;
using HiveFlow.Sandbox.Code;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mcp;

/// <summary>Registers MCP servers and their tools.</summary>
public static class McpServices
{
    /// <summary>Needs a document store, the audit log, credentials, the outgoing client and the code runner, once something is called.</summary>
    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<McpOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<McpOptions>, McpOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(RegisteredServer.Collection));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static p => new McpServerRegistry(
            Get<IDocumentStore>(p), Get<CredentialUse>(p), Get<AuditLog>(p), Get<IOptions<McpOptions>>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new McpTools(
            Get<McpServerRegistry>(p), Get<CredentialUse>(p), new McpConnector(Get<OutgoingHttp>(p), Get<CodeRunner>(p), Get<IOptions<McpOptions>>(p), Get<TimeProvider>(p)), Get<IOptions<McpOptions>>(p)));
        services.TryAddSingleton(static p => new McpServerTester(Get<McpServerRegistry>(p), Get<McpTools>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton<McpCaller>(static p => (call, cancellationToken) => Get<McpTools>(p).CallAsync(call, cancellationToken));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
