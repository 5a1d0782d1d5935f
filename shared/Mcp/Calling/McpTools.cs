using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Mcp.Servers;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using HiveFlow.Vault.Redaction;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>
/// The tools of an organization's MCP servers: listed and called, each time anew and with the person's right to the server's credential
/// at that moment. What comes back is bounded and free of the credential's secrets.
/// </summary>
public sealed class McpTools
{
    private readonly McpServerRegistry servers;
    private readonly CredentialUse credentials;
    private readonly McpConnector connector;
    private readonly McpOptions options;

    internal McpTools(McpServerRegistry servers, CredentialUse credentials, McpConnector connector, IOptions<McpOptions> options)
    {
        this.servers = servers;
        this.credentials = credentials;
        this.connector = connector;
        this.options = options.Value;
    }

    /// <summary>
    /// The tools a server offers. Fails as <c>not_found</c>, <c>credential_forbidden</c>, or with what is wrong with the server
    /// (<see cref="McpErrors"/>, outgoing and sandbox failures).
    /// </summary>
    /// <param name="tenant">Whose server.</param>
    /// <param name="actsFor">The person whose right to its credential counts; null has none.</param>
    /// <param name="server">Its id or name.</param>
    /// <param name="cancellationToken">Ends it soon.</param>
    public async Task<Result<IReadOnlyList<McpTool>>> ListAsync(Tenant tenant, string? actsFor, string server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        return await servers.FindAsync(tenant, server, cancellationToken) is { } found
            ? await ListAsync(tenant, actsFor, found, cancellationToken)
            : McpErrors.NotFound();
    }

    /// <summary>
    /// Calls a tool. A tool that says it failed is a result (<see cref="McpToolResult.IsError"/>); failures are those of
    /// <see cref="ListAsync(Tenant, string?, string, CancellationToken)"/> and <c>mcp_call_refused</c>.
    /// </summary>
    public async Task<Result<McpToolResult>> CallAsync(McpCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Arguments.ValueKind != JsonValueKind.Object)
        {
            return RequestErrors.Invalid("arguments", "arguments must be an object.");
        }

        if (await servers.FindAsync(call.Tenant, call.Server, cancellationToken) is not { } server)
        {
            return McpErrors.NotFound();
        }

        var request = new CallToolRequestParams
        {
            Name = call.Tool,
            Arguments = call.Arguments.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
        };
        return await UseAsync(
            call.Tenant,
            call.ActsFor,
            server,
            call.Timeout,
            call.IdempotencyKey,
            async (client, mask, token) => ToolResults.Read(server.Name, await CallAsync(client, server.Name, request, token), mask),
            cancellationToken);
    }

    internal Task<Result<IReadOnlyList<McpTool>>> ListAsync(Tenant tenant, string? actsFor, RegisteredServer server, CancellationToken cancellationToken) =>
        UseAsync(
            tenant,
            actsFor,
            server,
            null,
            null,
            async (client, mask, token) =>
            {
                var tools = await ToolLists.ReadAsync(client, server.Name, options, token);
                return tools.IsSuccess ? ToolLists.ToTools(tools.Value, mask) : tools.Error;
            },
            cancellationToken);

    private async Task<CallToolResult> CallAsync(McpClient client, string server, CallToolRequestParams request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallToolAsync(request, cancellationToken);
        }
        catch (McpProtocolException refused) when (refused.ErrorCode == McpErrorCode.HeaderMismatch)
        {
            // The server wants arguments repeated in headers (x-mcp-header), which only its list of tools tells; nothing was done yet.
            var tools = await ToolLists.ReadAsync(client, server, options, cancellationToken);
            if (!tools.IsSuccess || tools.Value.FirstOrDefault(t => t.Name == request.Name) is not { } tool)
            {
                throw;
            }

            client.AddKnownTools([tool]);
            return await client.CallToolAsync(request, cancellationToken);
        }
    }

    private async Task<Result<T>> UseAsync<T>(
        Tenant tenant,
        string? actsFor,
        RegisteredServer server,
        TimeSpan? timeout,
        string? idempotencyKey,
        Func<McpClient, SecretMask, CancellationToken, Task<Result<T>>> use,
        CancellationToken cancellationToken)
    {
        var opened = server.CredentialId is { } id ? await credentials.OpenAsync(tenant, actsFor, id, cancellationToken) : default;
        using var credential = opened.Value;
        if (opened.Error is { } refused)
        {
            return refused;
        }

        if (credential is { ForHttp: null })
        {
            return CredentialErrors.WrongType(credential.Type, "by an MCP server");
        }

        var mask = credential?.Mask() ?? SecretMask.None;
        var result = await connector.UseAsync(
            new McpTarget(server, tenant.Key, credential?.ForHttp, idempotencyKey, timeout ?? options.Timeout) { Mask = mask },
            (client, token) => use(client, mask, token),
            cancellationToken);
        return result.Error is { } error && mask.Finds(error.Message) ? Error.Of(error.Code, mask.Apply(error.Message)) with { RetryAfter = error.RetryAfter } : result;
    }
}
