using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>
/// A small REST API. Lists come from JSON files of its folder and are read whole or in pages (<c>?page=&amp;per_page=</c>, other parameters compare a
/// field), items by their key; what is posted is kept, once for each key and each <c>Idempotency-Key</c>. Other files are served as they are.
/// </summary>
internal sealed class RestStandIn : IStandIn
{
    private const int DefaultPageSize = 50;
    private const int MaxItems = 10_000;
    private static readonly string[] Paging = ["page", "per_page"];
    private readonly ConcurrentDictionary<string, JsonObject> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JsonObject>> lists = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly ReceivedLog received = new();
    private readonly StandInPlan plan;
    private readonly string folder;
    private StandInWeb? web;
    private int busyFor;

    private RestStandIn(StandInPlan plan, string folder, string secret)
    {
        this.plan = plan;
        this.folder = folder;
        Secret = secret;
        busyFor = plan.BusyFor;
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            lists[Path.GetFileNameWithoutExtension(file)] = [.. JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(item => item!.AsObject())];
        }
    }

    /// <inheritdoc/>
    public Uri Address => web!.Address;

    /// <inheritdoc/>
    public string Secret { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<JsonObject> Received => received.All;

    /// <summary>Starts one.</summary>
    public static async Task<RestStandIn> StartAsync(StandInPlan plan, string folder, string secret)
    {
        var server = new RestStandIn(plan, folder, secret);
        server.web = await StandInWeb.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!.Trim('/');
        var body = await StandInWeb.BodyAsync(http);
        if (HttpMethods.IsGet(http.Request.Method) && !plan.IsLocked && FileOf(path) is { } file)
        {
            received.Add(Line(http), StatusCodes.Status200OK, null);
            http.Response.ContentType = file.EndsWith(".xml", StringComparison.Ordinal) ? "application/rss+xml; charset=utf-8" : "text/plain; charset=utf-8";
            await http.Response.WriteAsync(await File.ReadAllTextAsync(file, http.RequestAborted), http.RequestAborted);
            return;
        }

        var (status, answer) = plan.IsLocked && !StandInWeb.Knows(http, Secret)
            ? (StatusCodes.Status401Unauthorized, Fault("A bearer token is needed."))
            : http.Request.Method switch
            {
                "GET" => Read(http, path),
                "POST" => Add(http, path, body as JsonObject),
                _ => (StatusCodes.Status405MethodNotAllowed, Fault("Only GET and POST.")),
            };
        received.Add(Line(http), status, body);
        await StandInWeb.AnswerAsync(http, status, answer);
    }

    private (int Status, JsonNode Answer) Read(HttpContext http, string path)
    {
        lock (gate)
        {
            if (lists.TryGetValue(path, out var list))
            {
                return (StatusCodes.Status200OK, Page(http, list));
            }

            var cut = path.LastIndexOf('/');
            return cut > 0 && lists.TryGetValue(path[..cut], out list) && Find(list, path[(cut + 1)..]) is { } item
                ? (StatusCodes.Status200OK, item.DeepClone())
                : (StatusCodes.Status404NotFound, Fault("There is nothing of that name."));
        }
    }

    private static JsonObject Page(HttpContext http, List<JsonObject> list)
    {
        var query = http.Request.Query;
        var found = list.Where(item => query.Where(q => !Paging.Contains(q.Key)).All(q => item[q.Key]?.ToString() == q.Value.ToString())).ToList();
        var size = int.TryParse(query["per_page"], out var asked) && asked is > 0 and <= 500 ? asked : DefaultPageSize;
        var page = int.TryParse(query["page"], out var number) && number is > 0 and < 100_000 ? number : 1;
        var next = page * size < found.Count ? page + 1 : (int?)null;
        return new JsonObject
        {
            ["items"] = new JsonArray([.. found.Skip((page - 1) * size).Take(size).Select(item => item.DeepClone())]),
            ["total"] = found.Count,
            ["nextPage"] = next,
        };
    }

    private (int Status, JsonNode Answer) Add(HttpContext http, string path, JsonObject? item)
    {
        if (item is null)
        {
            return (StatusCodes.Status400BadRequest, Fault("The body must be a JSON object."));
        }

        if (Interlocked.Decrement(ref busyFor) >= 0)
        {
            return (StatusCodes.Status503ServiceUnavailable, Fault("Too busy for the moment."));
        }

        lock (gate)
        {
            var key = http.Request.Headers["Idempotency-Key"].ToString();
            if (key.Length > 0 && answers.TryGetValue($"{path} {key}", out var before))
            {
                return (StatusCodes.Status201Created, before.DeepClone());
            }

            if (!lists.TryGetValue(path, out var list))
            {
                lists[path] = list = [];
            }

            var id = item[plan.Key]?.ToString();
            if (list.Count >= MaxItems || (id is not null && Find(list, id) is not null))
            {
                return (StatusCodes.Status409Conflict, Fault($"There is one with this {plan.Key} already."));
            }

            var kept = item.DeepClone().AsObject();
            kept[plan.Key] ??= list.Count + 1;
            list.Add(kept);
            var answer = new JsonObject { ["created"] = true, [plan.Key] = kept[plan.Key]!.DeepClone() };
            if (key.Length > 0)
            {
                answers[$"{path} {key}"] = answer;
            }

            return (StatusCodes.Status201Created, answer.DeepClone());
        }
    }

    private JsonObject? Find(List<JsonObject> list, string id) => list.FirstOrDefault(item => item[plan.Key]?.ToString() == id);

    /// <summary>A file that it serves; compared with those there are, so that no path leads out of the folder.</summary>
    private string? FileOf(string path) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).FirstOrDefault(file => Path.GetFileName(file) == path && Path.GetExtension(file) != ".json")
        : null;

    private static string Line(HttpContext http) => $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";

    private static JsonObject Fault(string sentence) => new() { ["error"] = sentence };
}
