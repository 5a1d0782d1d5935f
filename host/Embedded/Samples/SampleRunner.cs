using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>Runs samples through the public API, as anybody could, and shows what happens.</summary>
internal sealed class SampleRunner(SampleStage stage, EmbeddedHost host, string key, TextWriter output)
{
    /// <summary>The file in the data folder with the body of the call that runs the sample again, stand-ins' addresses and all.</summary>
    public const string BodyFile = "sample.json";

    /// <summary>The folder in the data folder with what the stand-ins of each sample were told.</summary>
    public const string ReceivedFolder = "samples";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>True when the run completed.</summary>
    public async Task<bool> RunAsync(Sample sample, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        using var api = new SampleApi(host.Address, key);
        try
        {
            var (flowId, body) = await new SamplePreparation(api, stage, sample).RunAsync(limit.Token);
            foreach (var fault in await api.FaultsAsync(flowId, limit.Token))
            {
                await output.WriteLineAsync($"samples/{sample.Name} would not run: {fault}");
                return false;
            }

            await File.WriteAllTextAsync(Path.Combine(host.DataFolder, BodyFile), body.ToJsonString(), limit.Token);
            var runId = await api.ExecuteAsync(flowId, body, limit.Token);
            await output.WriteLineAsync($"{Environment.NewLine}▶ {(string?)sample.Flow["name"]} (samples/{sample.Name}, flow {flowId}, run {runId})");
            return await FollowAsync(api, sample, runId, limit.Token);
        }
        catch (HttpRequestException fault)
        {
            await output.WriteLineAsync($"The sample could not be run: {fault.Message}");
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"The sample did not end within {Longest.TotalMinutes:0} minutes.");
            return false;
        }
    }

    private async Task<bool> FollowAsync(SampleApi api, Sample sample, string runId, CancellationToken cancellationToken)
    {
        var screen = new SampleScreen(output, sample, colours: !Console.IsOutputRedirected);
        await foreach (var runEvent in api.EventsAsync(runId, cancellationToken))
        {
            screen.Show(runEvent);
            if ((string?)runEvent["type"] == "step.waiting" && (string?)runEvent["nodeId"] is { } node && sample.Plan.Approvals.TryGetValue(node, out var comment))
            {
                screen.ShowApproval(runId, node, await api.QuestionAsync(runId, node, cancellationToken), comment);
                await api.ApproveAsync(runId, node, comment, cancellationToken);
            }
        }

        var run = await api.RunAsync(runId, cancellationToken);
        screen.ShowEnd(run, sample.Plan.StandIns.SelectMany(plan => stage.Of(sample, plan.Name).Received.Select(told => (plan.Name, told))));
        await KeepReceivedAsync(sample, cancellationToken);
        return (string?)run["status"] == "completed";
    }

    private async Task KeepReceivedAsync(Sample sample, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.DataFolder, ReceivedFolder));
        var all = new JsonObject(sample.Plan.StandIns.Select(plan => KeyValuePair.Create(
            plan.Name, (JsonNode?)new JsonArray([.. stage.Of(sample, plan.Name).Received.Select(told => told.DeepClone())]))));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{sample.Name}.json"), all.ToJsonString(Readable), cancellationToken);
    }
}
