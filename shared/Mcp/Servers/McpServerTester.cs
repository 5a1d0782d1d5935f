using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Mcp.Calling;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Mcp.Servers;

/// <summary>Asks a server for its tools and keeps how that went.</summary>
public sealed class McpServerTester
{
    private readonly McpServerRegistry registry;
    private readonly McpTools tools;
    private readonly TimeProvider clock;

    internal McpServerTester(McpServerRegistry registry, McpTools tools, TimeProvider clock)
    {
        this.registry = registry;
        this.tools = tools;
        this.clock = clock;
    }

    /// <summary>Tests one; a refusal by the other side is a result, not a failure. Needs the right to its credential.</summary>
    public async Task<Result<McpServerTest>> TestAsync(Tenant tenant, string userId, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(id, out _) || await registry.FindAsync(tenant, id, cancellationToken) is not { } server)
        {
            return McpErrors.NotFound();
        }

        var start = clock.GetTimestamp();
        var listed = await tools.ListAsync(tenant, userId, server, cancellationToken);
        if (!listed.IsSuccess && listed.Error.Code == CredentialErrors.ForbiddenCode)
        {
            return listed.Error;
        }

        var test = new McpServerTest(
            listed.IsSuccess,
            listed.IsSuccess ? string.Create(CultureInfo.InvariantCulture, $"It offers {listed.Value.Count} tools.") : listed.Error.Message,
            (long)clock.GetElapsedTime(start).TotalMilliseconds,
            listed.Value ?? []);
        await registry.KeepTestAsync(tenant, server, test.Ok ? null : test.Message, test.Ok ? test.Tools.Count : null, actor, cancellationToken);
        return test;
    }
}
