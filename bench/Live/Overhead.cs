using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace HiveFlow.Bench.Live;

/// <summary>What watchers add to the duration of a run of five durable steps, one run after the other.</summary>
internal static class Overhead
{
    public static async Task MeasureAsync(HostChild host, int runs)
    {
        var nodes = Enumerable.Range(0, 5).Select(n => new { id = $"n{n}", type = "custom", data = new { nodeType = "set", checkpoint = true, values = new { x = n } } });
        var edges = Enumerable.Range(0, 4).Select(n => new { id = $"e{n}", source = $"n{n}", target = $"n{n + 1}" });
        using var made = await host.Http.PostAsJsonAsync("/api/flows", new { name = "bench", nodes, edges });
        var flow = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("flow").GetProperty("id").GetString()!;
        await WaitAsync(host, flow);
        await StreamAsync(host, flow);
        List<double> alone = [], streamed = [];

        // One of each in turn, so that whatever else the machine does falls on both.
        for (var count = 0; count < runs; count++)
        {
            alone.Add(await WaitAsync(host, flow));
            streamed.Add(await StreamAsync(host, flow));
        }

        var (without, with) = (Median(alone), Median(streamed));
        Console.WriteLine($"5 durable steps               p50 {without:N2} ms without a watcher, {with:N2} ms as a stream of its events: {with - without:+0.00;-0.00} ms");
    }

    private static Task<double> WaitAsync(HostChild host, string flow) => RunAsync(host, $"/api/flows/{flow}/execute?wait=60", "application/json");

    private static Task<double> StreamAsync(HostChild host, string flow) => RunAsync(host, $"/api/flows/{flow}/execute", "text/event-stream");

    private static async Task<double> RunAsync(HostChild host, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Accept.Add(new(accept));
        var began = Stopwatch.GetTimestamp();
        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
