using System.Text.RegularExpressions;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Samples;

/// <summary>Samples are described, and their commands work.</summary>
public sealed partial class SampleDocsTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public void Every_sample_has_a_README_and_is_listed_in_both_lists()
    {
        var (list, first) = (Repository.Read("samples/README.md"), Repository.Read("README.md"));
        Assert.True(SamplesRun.Names.Count >= 7);
        foreach (var name in SamplesRun.Names)
        {
            Assert.StartsWith("# ", Repository.Read($"samples/{name}/README.md"), StringComparison.Ordinal);
            Assert.Contains($"]({name}/README.md)", list, StringComparison.Ordinal);
            Assert.Contains($"](samples/{name}/README.md)", first, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The blocks marked <c>sh</c> make credentials and the flow and validate it; those that call what the reader put in place of the examples are
    /// marked <c>bash</c> and not run.
    /// </summary>
    [NeedsCurl]
    public async Task The_commands_of_the_READMEs_make_flows_that_would_run()
    {
        var data = Path.Combine(folder.Path, "data");
        await using var process = await HiveFlowProcess.StartAsync(data, "--quiet");
        foreach (var name in SamplesRun.Names)
        {
            var commands = string.Join('\n', Blocks().Matches(Repository.Read($"samples/{name}/README.md")).Select(match => match.Groups[1].Value));
            var output = await Repository.BashAsync(commands
                .Replace("http://localhost:3001", process.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
                .Replace(".data/", data + "/", StringComparison.Ordinal));
            Assert.True(output.Contains("\"valid\":true", StringComparison.Ordinal) && !output.Contains("\"success\":false", StringComparison.Ordinal), $"{name}: {output}");
        }
    }

    [Fact]
    public async Task An_unknown_sample_lists_those_there_are_and_ends_with_1()
    {
        await using var process = HiveFlowProcess.Begin(Path.Combine(folder.Path, "data"), null, "--once", "--sample", "nonsense");
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains($"There is no sample 'nonsense'; there are: {string.Join(", ", SamplesRun.Names)}.", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_shows_no_sample_and_starts_nothing_in_its_place()
    {
        await using var process = HiveFlowProcess.Begin(
            Path.Combine(folder.Path, "data"), new Dictionary<string, string?> { ["HIVEFLOW_ENV"] = "Production" }, "--sample", "rss-digest");
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains("not for production", process.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
