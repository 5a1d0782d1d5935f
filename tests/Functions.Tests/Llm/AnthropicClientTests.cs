using System.Diagnostics;
using System.Text.Json.Nodes;
using HiveFlow.ModelServer;
using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Llm;

[Collection(ApiGroup.Name)]
public sealed class AnthropicClientTests(ApiHost api)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [AnthropicClientFact]
    public async Task Anthropics_own_client_asks_streams_uses_tools_and_understands_failures()
    {
        api.Models.Then(ScriptedAnswer.Of("Hi there"), ScriptedAnswer.Asking(new ScriptedCall("look", """{"at":"the moon"}""")));
        var key = await api.KeyAsync(api.Ada, "execute");
        var start = new ProcessStartInfo(
            "node",
            [Path.Combine(AppContext.BaseDirectory, "Llm", "client.mjs"), NodePackages.Folder, new Uri(api.Client.BaseAddress!, "api/cli/llm").AbsoluteUri, key])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await errors);
            var told = JsonNode.Parse(said)!;

            Assert.Equal("Hi there", (string)told["whole"]!["content"]![0]!["text"]!);
            Assert.Equal("the moon", (string)told["streamed"]!["content"]![0]!["input"]!["at"]!);
            Assert.Equal("tool_use", (string)told["streamed"]!["stop_reason"]!);
            Assert.Equal(
                [("NotFoundError", 404, "not_found_error"), ("AuthenticationError", 401, "authentication_error")],
                told["failures"]!.AsArray().Select(f => ((string)f!["name"]!, (int)f["status"]!, (string)f["type"]!)));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
