using HiveFlow.Mcp.Servers;
using HiveFlow.Sandbox;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>Servers that are a command: in a real jail, over E2B's wire.</summary>
public sealed class CommandTests(LocalJails jails) : IClassFixture<LocalJails>
{
    /// <summary>A server of the handshake's revisions, as one would be written without a library.</summary>
    private const string Server = """
        import json, os, sys
        def answer(m):
            if m["method"] == "initialize":
                return {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "py", "version": "1"}}
            if m["method"] == "tools/list":
                return {"tools": [{"name": "look", "description": "Looks.", "inputSchema": {"type": "object"}}]}
            if m["method"] == "tools/call":
                path = m["params"]["arguments"]["path"]
                text = open(path).read() if os.path.exists(path) else "nothing there"
                return {"content": [{"type": "text", "text": text}, {"type": "text", "text": " ".join(sorted(os.environ))}]}
        for line in sys.stdin:
            m = json.loads(line)
            if "id" in m:
                r = answer(m)
                e = {"result": r} if r else {"error": {"code": -32601, "message": "Method not found"}}
                print(json.dumps({"jsonrpc": "2.0", "id": m["id"], **e}), flush=True)
        """;

    [JailFact]
    public async Task A_command_is_spoken_with_by_its_input_and_output_and_sees_nothing_of_the_host()
    {
        using var secret = new HostFile("host-secret-0123456789");
        await using var mcp = new McpFixture(sandbox: jails.Endpoint);
        await mcp.RegisterAsync(new McpServerDraft("py", Command: "python3", Args: ["-c", Server]));

        var listed = await mcp.ListAsync("py");
        var called = await mcp.CallAsync("py", "look", $$"""{"path":"{{secret.Path}}"}""");

        Assert.Equal("look", Assert.Single(listed.Value!).Name);
        Assert.StartsWith("nothing there\n", called.Value!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("HIVEFLOW", called.Value.Text.ToUpperInvariant(), StringComparison.Ordinal);
    }

    [JailFact]
    public async Task A_command_that_is_a_shell_sees_the_sandbox_and_its_words_are_quoted_and_bounded()
    {
        using var secret = new HostFile("host-secret-0123456789");
        await using var mcp = new McpFixture(sandbox: jails.Endpoint);
        await mcp.RegisterAsync(new McpServerDraft("sh", Command: "/bin/sh", Args: ["-c", $"cat {secret.Path} /etc/shadow >&2; exit 4"]));

        var error = (await mcp.ListAsync("sh")).Error!;

        Assert.Equal(McpErrors.CommandEndedCode, error.Code);
        Assert.Contains("exit status 4", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("host-secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", error.Message, StringComparison.Ordinal);
    }

    [JailFact]
    public async Task A_program_that_is_not_there_writes_without_end_or_says_nothing_ends_in_a_sentence()
    {
        var bounded = new McpOptions { MaxAnswerBytes = 100_000, Timeout = TimeSpan.FromMinutes(2) };
        await using var mcp = new McpFixture(options: bounded, sandbox: jails.Endpoint);
        await mcp.RegisterAsync(new McpServerDraft("missing", Command: "no-such-program"));
        await mcp.RegisterAsync(new McpServerDraft("endless", Command: "yes"));
        await mcp.RegisterAsync(new McpServerDraft("wide", Command: "/bin/sh", Args: ["-c", "head -c 200000 /dev/zero | tr '\\0' x; sleep 1000"]));
        await using var hasty = new McpFixture(options: bounded with { Timeout = TimeSpan.FromSeconds(3) }, sandbox: jails.Endpoint);
        await hasty.RegisterAsync(new McpServerDraft("mute", Command: "sleep", Args: ["1000"]));

        Assert.NotNull((await mcp.ListAsync("missing")).Error);
        Assert.Equal(McpErrors.TooLargeCode, (await mcp.ListAsync("endless")).Error!.Code);
        Assert.Equal(SandboxErrors.TooLargeCode, (await mcp.ListAsync("wide")).Error!.Code);
        Assert.Contains((await hasty.ListAsync("mute")).Error!.Code, new[] { McpErrors.TimeoutCode, SandboxErrors.TimeoutCode });
    }

    [JailFact]
    public async Task Internet_that_the_sandboxes_do_not_have_is_refused_and_not_pretended()
    {
        await using var mcp = new McpFixture(options: new McpOptions { CommandInternet = true }, sandbox: jails.Endpoint);
        await mcp.RegisterAsync(new McpServerDraft("py", Command: "python3", Args: ["-c", Server]));

        Assert.Contains("no internet", (await mcp.ListAsync("py")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sandbox_nothing_is_started()
    {
        await using var mcp = new McpFixture();
        await mcp.RegisterAsync(new McpServerDraft("py", Command: "python3", Args: ["-c", Server]));

        Assert.Equal(SandboxErrors.NotInstalledCode, (await mcp.ListAsync("py")).Error!.Code);
    }

    /// <summary>A file of this machine that a jail must not see.</summary>
    private sealed class HostFile : IDisposable
    {
        public HostFile(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
