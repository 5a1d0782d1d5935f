using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>Runs a sample through the public API, as anybody could, and shows what happens.</summary>
internal static class SampleRunner
{
    /// <summary>The file in the data folder with the body of the call that runs the sample again, receiver and all.</summary>
    public const string BodyFile = "sample.json";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>True when the run completed.</summary>
    public static async Task<bool> RunAsync(
        Sample sample, SampleReceiver receiver, EmbeddedHost host, string key, TextWriter output, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        using var api = new SampleApi(host.Address, key);
        try
        {
            var flowId = await api.FlowAsync(sample.Flow, limit.Token);
            var inputs = sample.Input;
            inputs["receiver"] = new Uri(receiver.Address, "triage").ToString();
            var body = new JsonObject { ["inputs"] = inputs.DeepClone() };
            await File.WriteAllTextAsync(Path.Combine(host.DataFolder, BodyFile), body.ToJsonString(), limit.Token);
            var runId = await api.ExecuteAsync(flowId, body, limit.Token);
            await output.WriteLineAsync($"{Environment.NewLine}▶ {(string?)sample.Flow["name"]} (samples/{sample.Name}, flow {flowId}, run {runId})");

            var screen = new SampleScreen(output, sample, colours: !Console.IsOutputRedirected);
            await foreach (var runEvent in api.EventsAsync(runId, limit.Token))
            {
                screen.Show(runEvent);
            }

            var run = await api.RunAsync(runId, limit.Token);
            screen.ShowEnd(run, receiver.Received);
            return (string?)run["status"] == "completed";
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
}
