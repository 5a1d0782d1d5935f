using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Samples;

/// <summary>The real program showing the samples that need no jail, once, in one process.</summary>
public sealed class SamplesRun : IAsyncLifetime
{
    /// <summary>The one whose code runs in a jail; it is the default and tested as such.</summary>
    public const string NeedsJail = "github-triage";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private readonly TestFolder folder = TestFolder.Create();

    /// <summary>The folders of samples there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "samples")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>What the program ended with.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Everything it has shown.</summary>
    public string Output { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        await using var process = HiveFlowProcess.Begin(
            Path.Combine(folder.Path, "data"), null, "--once", "--sample", string.Join(',', Names.Where(name => name != NeedsJail)));
        ExitCode = await process.EndAsync(Patience);
        Output = process.Output;
    }

    /// <summary>What one of a sample's stand-ins was told, in order.</summary>
    public IReadOnlyList<JsonNode> Told(string sample, string standIn)
    {
        var file = Path.Combine(folder.Path, "data", "samples", sample + ".json");
        Assert.True(File.Exists(file), $"{sample} did not end: {Output}");
        return [.. JsonNode.Parse(File.ReadAllText(file))![standIn]!.AsArray().Select(told => told!)];
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
