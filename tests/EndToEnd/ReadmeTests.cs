using System.Diagnostics;
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
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        var commands = string.Join('\n', Blocks().Matches(readme).Select(match => match.Groups[1].Value).Where(block => block.Contains("curl", StringComparison.Ordinal)));
        Assert.Contains("/execute", commands, StringComparison.Ordinal);
        var output = await BashAsync(commands
            .Replace("http://localhost:3001", process.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace(".data/", data + "/", StringComparison.Ordinal));
        Assert.Contains("\"status\":\"completed\"", output, StringComparison.Ordinal);
        Assert.Contains("\"nodeId\":\"triage\"", output, StringComparison.Ordinal);
        Assert.Contains("event: run.completed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"success\":false", output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static async Task<string> BashAsync(string commands)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root(),
        };
        start.ArgumentList.Add("-euo");
        start.ArgumentList.Add("pipefail");
        start.ArgumentList.Add("-s");
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(commands);
        bash.StandardInput.Close();
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(bash.ExitCode == 0, $"{bash.ExitCode}: {await output} {await errors}");
        return await output;
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
