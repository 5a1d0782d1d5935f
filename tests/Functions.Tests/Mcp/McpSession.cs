using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Tests.Mcp;

/// <summary>The official SDK's client at our endpoint, as somebody.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly HttpClientTransport transport;

    private McpSession(HttpClientTransport transport, McpClient client)
    {
        this.transport = transport;
        Client = client;
    }

    public McpClient Client { get; }

    public static async Task<McpSession> OpenAsync(ApiHost api, string credential, string path = "mcp", string? version = null)
    {
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(api.Client.BaseAddress!, path),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {credential}" },
            },
            api.Client);
        return new McpSession(transport, await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version }));
    }

    public async Task<string[]> NamesAsync() => [.. (await Client.ListToolsAsync()).Select(tool => tool.Name)];

    public async Task<CallToolResult> CallAsync(string tool, object? arguments = null)
    {
        var given = JsonSerializer.SerializeToElement(arguments ?? new { });
        return await Client.CallToolAsync(tool, given.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
    }

    /// <summary>The structured result of a call that went well.</summary>
    public async Task<JsonElement> DoAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.False(result.IsError == true, result.StructuredContent?.GetRawText());
        return result.StructuredContent!.Value;
    }

    /// <summary>The code of a call that was refused.</summary>
    public async Task<string> FailAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError, result.StructuredContent?.GetRawText());
        return result.StructuredContent!.Value.GetProperty("code").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await transport.DisposeAsync();
    }
}
