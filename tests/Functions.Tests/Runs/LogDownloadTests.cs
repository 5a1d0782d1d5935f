using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Live.Events;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class LogDownloadTests(ApiHost api)
{
    [Fact]
    public async Task A_log_is_downloaded_whole_as_a_file_with_an_object_a_line()
    {
        const int Lines = 2_500;
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"a","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}}]""");
        var run = (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        var (log, tenant) = (api.Get<RunEventLog>(), (await api.CallerAsync(api.Ada)).Tenant);
        foreach (var some in Enumerable.Range(0, Lines).Chunk(9))
        {
            var now = TimeProvider.System.GetUtcNow();
            await log.AppendAsync(tenant, run, [.. some.Select(number => RunEvents.Log("a", now, "info", $"line {number}\n\"quoted\""))], [], default);
        }

        // An end is written durably, and all before it with it.
        await client.CallAsync("POST", $"api/runs/{run}/cancel");
        using var response = await client.SendAsync("GET", $"api/runs/{run}/logs/download");

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"attachment; filename=\"run-{run}.ndjson\"", response.Content.Headers.ContentDisposition?.ToString());
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(Enumerable.Range(0, Lines).Select(number => $"line {number}\n\"quoted\""), lines.Select(line => line["message"]!.GetValue<string>()));
        using var rest = await client.SendAsync("GET", $"api/runs/{run}/logs/download?after={lines[^2]["seq"]}");
        Assert.Equal(lines[^1].ToJsonString(), JsonNode.Parse(await rest.Content.ReadAsStringAsync())!.ToJsonString());
    }

    [Fact]
    public async Task A_strangers_log_is_not_found_and_a_bad_number_is_named()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);

        Assert.Equal("not_found", await client.FailAsync("GET", "api/runs/0123456789abcdef01234567/logs/download", HttpStatusCode.NotFound));
        Assert.Equal("malformed_request", await client.FailAsync("GET", "api/runs/0123456789abcdef01234567/logs/download?after=x", HttpStatusCode.BadRequest));
    }
}
