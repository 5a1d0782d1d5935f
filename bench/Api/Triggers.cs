using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace HiveFlow.Bench.Api;

/// <summary>What starts runs beside the API call: webhooks, and schedules that are due in the same minute.</summary>
internal static class Triggers
{
    /// <summary>Deliveries taken: each checked, stored, acknowledged and started, from one connection and from many.</summary>
    public static async Task HooksAsync(HostProcess host, TimeSpan duration)
    {
        var flow = await host.CreateFlowAsync(Flows.Row(1, checkpoint: false));
        await PostAsync(host, $"/api/flows/{flow}/resume", new { });
        var bare = await MakeAsync(host, flow, new { });
        var signed = await MakeAsync(host, flow, new { signature = new { scheme = "bearer" }, secrets = (string[])["a secret of the bench"] });
        foreach (var connections in (int[])[1, 32, 128])
        {
            Console.WriteLine($"webhook, {connections,3} connections               {await RunAsync(bare, null, connections)}");
        }

        Console.WriteLine($"webhook with a secret, 32 connections  {await RunAsync(signed, "a secret of the bench", 32)}");

        Task<Figures> RunAsync(string address, string? secret, int connections) => Load.RunAsync(
            host.Port, connections, duration, _ => RawConnection.Request("POST", address, secret, "{\"n\":1,\"text\":\"something happened\"}"), 202);
    }

    /// <summary>So many schedules, all due in one minute: the time from that minute until the last run has started.</summary>
    public static async Task SchedulesAsync(HostProcess host, int count)
    {
        const int OfFlow = 1_000;
        var due = DateTimeOffset.UtcNow.AddMinutes(2 + (count / 5_000.0));
        due = due.AddTicks(-(due.Ticks % TimeSpan.TicksPerMinute));
        List<string> flows = [];
        for (var made = 0; made < count; made += OfFlow)
        {
            var flow = await host.CreateFlowAsync(Flows.Row(1, checkpoint: false));
            flows.Add(flow);
            await PostAsync(host, $"/api/flows/{flow}/resume", new { });
            var cron = string.Create(CultureInfo.InvariantCulture, $"{due.Minute} {due.Hour} * * *");
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Math.Min(OfFlow, count - made)),
                new ParallelOptions { MaxDegreeOfParallelism = 32 },
                async (_, _) => await PostAsync(host, $"/api/flows/{flow}/schedules", new { cron }));
        }

        if (DateTimeOffset.UtcNow >= due)
        {
            throw new InvalidOperationException("It took too long to make the schedules; nothing was measured.");
        }

        var started = 0L;
        while (started < count)
        {
            await Task.Delay(100);
            started = 0;
            foreach (var flow in flows)
            {
                var shown = await host.Http.GetFromJsonAsync<JsonElement>($"/api/flows/{flow}");
                started += shown.GetProperty("flow").GetProperty("processCount").GetInt64();
            }

            if (DateTimeOffset.UtcNow > due.AddMinutes(5))
            {
                break;
            }
        }

        var time = DateTimeOffset.UtcNow - due;
        Console.WriteLine($"{count,6} schedules due in one minute      {started:N0} started {time.TotalSeconds:N1} s after it began   {started / time.TotalSeconds:N0}/s");
    }

    private static async Task<string> MakeAsync(HostProcess host, string flow, object settings) =>
        "/api/hooks/" + (await PostAsync(host, $"/api/flows/{flow}/webhooks", settings)).GetProperty("webhook").GetProperty("token").GetString();

    private static async Task<JsonElement> PostAsync(HostProcess host, string path, object body)
    {
        using var answer = await host.Http.PostAsJsonAsync(path, body);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
