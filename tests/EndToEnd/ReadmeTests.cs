using System.Text.RegularExpressions;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd;

/// <summary>The commands of the README, as somebody would paste them into a terminal beside <c>./run</c>.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [NeedsJail]
    public async Task The_calls_of_the_README_work_one_after_the_other()
    {
        var data = Path.Combine(folder.Path, "data");
        await using var process = await HiveFlowProcess.StartAsync(data);
        await process.WaitForAsync("Serving on ");
        var readme = Repository.Read("README.md");
        var commands = string.Join('\n', Blocks().Matches(readme).Select(match => match.Groups[1].Value).Where(block => block.Contains("curl", StringComparison.Ordinal)));
        Assert.Contains("/execute", commands, StringComparison.Ordinal);
        var output = await Repository.BashAsync(commands
            .Replace("http://localhost:3001", process.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace(".data/", data + "/", StringComparison.Ordinal)

            // A slow machine may take longer than a reader would wait.
            .Replace("?wait=30", "?wait=60", StringComparison.Ordinal));
        Assert.Contains("\"status\":\"completed\"", output, StringComparison.Ordinal);
        Assert.Contains("\"nodeId\":\"triage\"", output, StringComparison.Ordinal);
        Assert.Contains("event: run.completed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"success\":false", output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
