using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Credentials;

/// <summary>
/// Secrets of every type are planted, used by every node type to success and to failure against a server that repeats them, and then looked
/// for in everything the program wrote or said.
/// </summary>
public sealed class CanaryTests : IDisposable
{
    private const string OAuthToken = "cnry-oauth-token-5R7w2Kx9Qm";
    private readonly TestFolder folder = TestFolder.Create();
    private readonly List<string> answers = [];
    private readonly HashSet<string> ends = [];
    private int count;

    private string Data => Path.Combine(folder.Path, "data");

    [NeedsJail]
    public async Task A_planted_secret_is_found_nowhere()
    {
        await using var server = await EchoServer.StartAsync(OAuthToken);
        await using var models = await EchoModels.StartAsync();
        await using var process = await HiveFlowProcess.StartAsync(
            Data, "--quiet", $"HiveFlow:Outgoing:Allow:0={server.Authority}", $"HiveFlow:Outgoing:Allow:1=localhost:{new Uri(server.Address).Port}",
            $"HiveFlow:Outgoing:Allow:2={models.Authority}");
        using var owner = OwnerClient.Of(process.Address, Data);
        var planted = Planted(server, models.Authority);
        var ids = new Dictionary<string, string>();
        foreach (var (type, data, hosts) in planted)
        {
            var made = await CallAsync(owner, "api/credentials", new JsonObject { ["name"] = type, ["type"] = type, ["data"] = data, ["hosts"] = hosts }, $"make {type}");
            ids[type] = (string)made["credential"]!["id"]!;
            await CallAsync(owner, $"api/credentials/{ids[type]}/test", null);
            answers.Add((await owner.GetAsync($"api/credentials/{ids[type]}")).ToJsonString());
        }

        answers.Add((await owner.GetAsync("api/credentials")).ToJsonString());
        answers.Add((await owner.GetAsync("api/credentials/types")).ToJsonString());
        await CallAsync(owner, "api/credentials", new JsonObject { ["name"] = "x", ["type"] = "bearer", ["data"] = new JsonObject { ["token"] = Canary("refused") } });
        await CallAsync(owner, "api/credentials", new JsonObject { ["name"] = "x", ["type"] = "bearer", ["data"] = new JsonObject { ["token "] = Canary("misspelt") } });
        foreach (var type in ids.Keys)
        {
            foreach (var path in type is "apiKey" or "basic" or "oauth2" ? (string[])["/ok", "/large", "/fail", "/text", "/away"] : ["/ok", "/fail"])
            {
                await RunAsync(owner, ids[type], server.Address + path, path);
            }

            await RunAsync(owner, ids[type], "https://not-bound.example.com/", "/unbound");
        }

        foreach (var path in (string[])["/mcp", "/fail", "/ok"])
        {
            await RunMcpAsync(owner, ids["bearer"], server.Address + path);
        }

        var (belowNodes, belowEdges) = CanaryFlows.Below(ids, server.Address);
        var below = await owner.CreateFlowAsync("below", belowNodes, belowEdges);
        foreach (var (nodes, edges, mustComplete) in new CanaryFlows(ids, server.Address, models.Url, below).All())
        {
            await RunFlowAsync(owner, nodes, edges, mustComplete);
        }

        foreach (var canary in Sent())
        {
            Assert.Contains(server.Received, request => Forms(canary).Any(form => request.Contains(form, StringComparison.Ordinal)));
        }

        Assert.All(
            (string[])["openai", "anthropic", "google"],
            name => Assert.Contains(models.Requests, request => EchoModels.KeyOf(request).StartsWith($"cnry-{name}", StringComparison.Ordinal)));
        Assert.Contains(answers, answer => answer.Contains("Your key is ***", StringComparison.Ordinal));
        Assert.Contains(server.Received, request => request.Contains("webhook-signature: v1,", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(server.Received, request => request.Contains("cnry-signing", StringComparison.Ordinal));
        Assert.Contains(answers, a => a.Contains("***", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "lb completed", "lb failed", "l completed", "l failed", "c failed" }, ends);
        Search("while it ran", process.Output);
        Assert.Equal(0, await process.StopAsync());
        Search("after it", process.Output);
    }

    public void Dispose() => folder.Dispose();

    private string Canary(string name)
    {
        var canary = $"cnry-{name}-{++count}-9Zq4T+/v=&\"Lk";
        canaries.Add(canary);
        return canary;
    }

    private readonly List<string> canaries = [OAuthToken];

    /// <summary>Those that HTTP sends by itself: they prove that the test plants what is used.</summary>
    private IEnumerable<string> Sent() => canaries.Where(c => new[] { "apiKey", "bearer", "basic", "header", "client", "oauth-token", "compatible", "mcp" }
        .Any(name => c.StartsWith($"cnry-{name}", StringComparison.Ordinal)));

    private List<(string Type, JsonObject Data, JsonArray? Hosts)> Planted(EchoServer server, string models)
    {
        JsonArray Here() => [server.Authority, models];
        return
        [
            ("apiKey", new() { ["apiKey"] = Canary("apiKey"), ["prefix"] = "Key ", ["testUrl"] = server.Address + "/ok" }, Here()),
            ("bearer", new() { ["token"] = Canary("bearer"), ["testUrl"] = server.Address + "/fail" }, Here()),
            ("basic", new() { ["username"] = "me", ["password"] = Canary("basic"), ["testUrl"] = server.Address + "/away" }, Here()),
            ("header", new() { ["name"] = "X-Own-Secret", ["value"] = Canary("header") }, Here()),
            ("oauth2", new() { ["grantType"] = "clientCredentials", ["tokenUrl"] = server.Address + "/token", ["clientId"] = "c", ["clientSecret"] = Canary("client"), ["clientAuthentication"] = "body" }, Here()),
            ("openAiCompatible", new() { ["baseUrl"] = server.Address, ["apiKey"] = Canary("compatible") }, null),
            ("mcp", new() { ["url"] = server.Address + "/ok", ["token"] = Canary("mcp") }, null),
            ("azureOpenAi", new() { ["endpoint"] = server.Address, ["apiKey"] = Canary("azure") }, null),
            ("openai", new() { ["apiKey"] = Canary("openai") }, Here()),
            ("anthropic", new() { ["apiKey"] = Canary("anthropic") }, Here()),
            ("google", new() { ["apiKey"] = Canary("google") }, Here()),
            ("smtp", new() { ["host"] = "localhost", ["port"] = 1, ["username"] = "me", ["password"] = Canary("smtp") }, null),
            ("s3", new() { ["endpoint"] = server.Address, ["bucket"] = "bucket", ["accessKeyId"] = "AK", ["secretAccessKey"] = Canary("s3") }, null),
            ("signing", new() { ["secret"] = Canary("signing") }, Here()),
            ("mongodb", new() { ["servers"] = "127.0.0.1:1", ["database"] = "shop", ["username"] = "me", ["password"] = Canary("mongodb") }, null),
            ("json", new() { ["value"] = new JsonObject { ["deep"] = new JsonArray(Canary("json")) } }, Here()),
        ];
    }

    /// <summary>Every node type behind the call, and an error edge for its failure.</summary>
    private async Task RunAsync(OwnerClient owner, string credentialId, string url, string path)
    {
        static JsonObject Node(string id, JsonObject data) => new() { ["id"] = id, ["data"] = data };
        JsonArray nodes =
        [
            Node("t", new() { ["nodeType"] = "trigger", ["startNode"] = true }),
            Node("h", new()
            {
                ["nodeType"] = "http", ["url"] = url, ["method"] = "POST", ["body"] = new JsonObject { ["a"] = 1 }, ["credentialId"] = credentialId,
                ["followRedirects"] = true, ["responseType"] = path == "/text" ? "json" : "auto",
            }),
            Node("s", new() { ["nodeType"] = "set", ["values"] = new JsonObject { ["all"] = "{{ nodes.h.output }}" } }),
            Node("p", new() { ["nodeType"] = "template", ["text"] = "{{ nodes.h.output }}" }),
            Node("d", new() { ["nodeType"] = "delay", ["duration"] = "0.01s" }),
            Node("c", new() { ["nodeType"] = "code", ["language"] = "python", ["code"] = "print(inputs)\nreturn_value = inputs\nraise ValueError(str(inputs)[:5000])", ["inputs"] = "{{ nodes.h.output }}" }),
            Node("m", new() { ["nodeType"] = "map", ["items"] = new JsonArray("{{ nodes.h.output }}", 1), ["onItemError"] = "continue" }),
            Node("b", new()
            {
                ["nodeType"] = "http", ["url"] = url, ["method"] = "POST", ["body"] = new JsonObject { ["item"] = "{{ item }}" }, ["credentialId"] = credentialId,
            }),
            Node("l", new() { ["nodeType"] = "loop", ["items"] = new JsonArray("{{ nodes.h.output }}", 1), ["until"] = "{{ index >= 1 }}" }),
            Node("lb", new()
            {
                ["nodeType"] = "http", ["url"] = url, ["method"] = "POST", ["body"] = new JsonObject { ["item"] = "{{ item }}", ["before"] = "{{ previous }}" }, ["credentialId"] = credentialId,
            }),
            Node("r", new() { ["nodeType"] = "respond", ["body"] = new JsonObject { ["out"] = "{{ nodes.h.output }}" } }),
        ];
        JsonArray edges = [];
        string[] links = path is "/ok" or "/large" ? ["t>h", "h>s", "s>p", "p>m", "m:body>b", "m:done>l", "l:body>lb", "l:done>d", "d>r"] : path == "/fail" ? ["t>h", "h:error>m", "m:body>b", "m:done>s", "s>l", "l:body>lb", "l:error>c"] : ["t>h", "h>r"];
        foreach (var (edge, i) in links.Select((e, i) => (e, i)))
        {
            var (from, to) = (edge.Split('>')[0].Split(':'), edge.Split('>')[1]);
            edges.Add(new JsonObject { ["id"] = $"e{i}", ["source"] = from[0], ["target"] = to, ["sourceHandle"] = from.Length > 1 ? from[1] : null });
        }

        var used = edges.SelectMany(e => new[] { (string)e!["source"]!, (string)e["target"]! }).ToHashSet();
        await RunFlowAsync(owner, [.. nodes.Where(n => used.Contains((string)n!["id"]!)).Select(n => n!.DeepClone())], edges, []);
    }

    /// <summary>Runs a flow and keeps all that can be read of it; the steps named must have completed.</summary>
    private async Task RunFlowAsync(OwnerClient owner, JsonArray nodes, JsonArray edges, IReadOnlyList<string> mustComplete)
    {
        var flow = await owner.CreateFlowAsync("canary", nodes, edges);
        var started = await CallAsync(owner, $"api/flows/{flow}/execute?wait=60", new JsonObject { ["inputs"] = new JsonObject() });
        var run = (string?)started["executionId"];
        Assert.NotNull(run);
        answers.AddRange((await owner.EventsAsync(run)).Select(e => e.ToJsonString()));
        foreach (var read in (string[])[$"api/runs/{run}", $"api/runs/{run}/steps", $"api/runs/{run}/logs", $"api/flows/{flow}"])
        {
            answers.Add((await owner.GetAsync(read)).ToJsonString());
        }

        answers.Add(await owner.GetTextAsync($"api/runs/{run}/logs/download"));
        var steps = (await owner.GetAsync($"api/runs/{run}/steps"))["steps"]!.AsArray();
        ends.UnionWith(steps.Select(s => $"{s!["nodeId"]} {s["status"]}"));
        Assert.All(mustComplete, id => Assert.Contains(steps, s => (string?)s!["nodeId"] == id && (string?)s["status"] == "completed"));
    }

    /// <summary>An MCP server with a credential: tried, listed, its tools called to success and to failure.</summary>
    private async Task RunMcpAsync(OwnerClient owner, string credentialId, string url)
    {
        var made = await CallAsync(owner, "api/mcp/servers", new JsonObject { ["name"] = url, ["url"] = url, ["credentialId"] = credentialId });
        await CallAsync(owner, $"api/mcp/servers/{(string)made["server"]!["id"]!}/test", null);
        answers.Add((await owner.GetAsync("api/mcp/servers")).ToJsonString());
        foreach (var tool in (string[])["say", "failing", "refused"])
        {
            JsonArray nodes = [new JsonObject { ["id"] = "m", ["data"] = new JsonObject { ["nodeType"] = "mcpTool", ["server"] = url, ["tool"] = tool, ["startNode"] = true } }];
            var flow = await owner.CreateFlowAsync("canary", nodes, []);
            var started = await CallAsync(owner, $"api/flows/{flow}/execute?wait=60", new JsonObject { ["inputs"] = new JsonObject() });
            var run = (string)started["executionId"]!;
            var events = await owner.EventsAsync(run);
            Assert.Equal(url.EndsWith("/mcp", StringComparison.Ordinal) && tool == "say" ? "run.completed" : "run.failed", (string)events[^1]["type"]!);
            answers.AddRange(events.Select(e => e.ToJsonString()));
            foreach (var read in (string[])[$"api/runs/{run}", $"api/runs/{run}/steps", $"api/runs/{run}/logs"])
            {
                answers.Add((await owner.GetAsync(read)).ToJsonString());
            }
        }
    }

    private async Task<JsonNode> CallAsync(OwnerClient owner, string path, JsonNode? body, string? key = null)
    {
        var (status, answer) = await owner.PostAsync(path, body, key);
        Assert.NotEqual(HttpStatusCode.InternalServerError, status);
        answers.Add(answer!.ToJsonString());
        return answer;
    }

    private void Search(string when, string output)
    {
        var places = Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".lock" or ".sock")).Select(f => (Name: f, Text: Read(f)))
            .Append(("the console", output))
            .Append(("an answer", Decoded(string.Join('\n', answers)) + string.Join('\n', answers)));
        var found = from place in places
                    from canary in canaries
                    from form in Forms(canary)
                    where place.Item2.Contains(form, StringComparison.OrdinalIgnoreCase)
                    select $"{canary} as {form} {when} in {place.Item1}";
        Assert.Empty(found.Distinct());
    }

    private static string Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            // The program goes on meanwhile: what it had for a moment only is gone.
            return string.Empty;
        }
    }

    private static string Decoded(string json) => json.Replace("\\u002B", "+", StringComparison.Ordinal).Replace("\\u0026", "&", StringComparison.Ordinal)
        .Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);

    /// <summary>Written again here, so that a form the mask forgets is not forgotten by its test too.</summary>
    private static IEnumerable<string> Forms(string canary)
    {
        yield return canary;
        yield return canary[5..^5];
        yield return Uri.EscapeDataString(canary);
        yield return Convert.ToHexString(Encoding.UTF8.GetBytes(canary));
        for (var ahead = 0; ahead < 3; ahead++)
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', ahead) + canary));
            yield return text[4..^4];
            yield return text[4..^4].Replace('+', '-').Replace('/', '_');
        }
    }
}
