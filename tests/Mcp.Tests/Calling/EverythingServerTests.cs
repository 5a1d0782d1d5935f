using HiveFlow.Mcp.Servers;

namespace HiveFlow.Mcp.Tests.Calling;

public sealed class EverythingServerTests
{
    [EverythingFact]
    public async Task The_reference_servers_tools_are_listed_and_called_with_structure_pictures_and_progress()
    {
        await using var server = await EverythingServer.StartAsync();
        await using var mcp = new McpFixture([server.Host]);
        await mcp.RegisterAsync(new McpServerDraft("everything", Url: server.Url));

        var listed = await mcp.ListAsync("everything");
        var echoed = await mcp.CallAsync("everything", "echo", """{"message":"hello"}""");
        var structured = await mcp.CallAsync("everything", "get-structured-content", """{"location":"New York"}""");
        var picture = await mcp.CallAsync("everything", "get-tiny-image");
        var slow = await mcp.CallAsync("everything", "trigger-long-running-operation", """{"duration":0.5,"steps":2}""");
        var refused = await mcp.CallAsync("everything", "echo", """{"message":7}""");

        Assert.True(listed.IsSuccess, listed.Error?.ToString());
        Assert.Contains("get-sum", listed.Value.Select(tool => tool.Name));
        Assert.Contains("hello", echoed.Value!.Text, StringComparison.Ordinal);
        Assert.True(structured.Value!.StructuredContent!.Value.TryGetProperty("temperature", out _));
        Assert.Contains(picture.Value!.Content.EnumerateArray(), block => block.GetProperty("type").GetString() == "image");
        Assert.Contains("completed", slow.Value!.Text, StringComparison.OrdinalIgnoreCase);
        Assert.True(refused.Error?.Code == McpErrors.CallRefusedCode || refused.Value!.IsError);
    }
}
