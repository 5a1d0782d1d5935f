using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>
/// A model that speaks OpenAI's chat completions, whole and streamed (https://platform.openai.com/docs/api-reference/chat), and answers as a file says:
/// a list of <c>{"when": a part of what was said last, "answer": text or JSON}</c>, the first that fits.
/// </summary>
internal sealed class ModelStandIn : IStandIn
{
    private const int PieceLength = 24;
    private const int CharactersPerToken = 4;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ReceivedLog received = new();
    private readonly IReadOnlyList<(string When, string Answer)> script;
    private StandInWeb? web;

    private ModelStandIn(IReadOnlyList<(string When, string Answer)> script, string secret)
    {
        this.script = script;
        Secret = secret;
    }

    /// <inheritdoc/>
    public Uri Address => web!.Address;

    /// <inheritdoc/>
    public string Secret { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<JsonObject> Received => received.All;

    /// <summary>Starts one.</summary>
    public static async Task<ModelStandIn> StartAsync(string file, string secret)
    {
        var script = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray()
            .Select(rule => ((string)rule!["when"]!, rule["answer"] is JsonValue text ? text.ToString() : rule["answer"]!.ToJsonString(Plain)))
            .ToList();
        var server = new ModelStandIn(script, secret);
        server.web = await StandInWeb.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var question = await StandInWeb.BodyAsync(http) as JsonObject;
        var said = question?["messages"]?.AsArray().LastOrDefault()?["content"]?.ToString() ?? string.Empty;
        var answer = script.FirstOrDefault(rule => said.Contains(rule.When, StringComparison.Ordinal)).Answer;
        var status = http.Request.Path != "/v1/chat/completions" ? StatusCodes.Status404NotFound
            : !StandInWeb.Knows(http, Secret) ? StatusCodes.Status401Unauthorized
            : answer is null ? StatusCodes.Status400BadRequest
            : StatusCodes.Status200OK;
        received.Add(
            $"{http.Request.Method} {http.Request.Path}",
            status,
            new JsonObject { ["model"] = question?["model"]?.DeepClone(), ["asked"] = said, ["answered"] = answer });
        if (status != StatusCodes.Status200OK)
        {
            var fault = new JsonObject { ["message"] = "The stand-in has no answer to this.", ["type"] = "invalid_request_error" };
            await StandInWeb.AnswerAsync(http, status, new JsonObject { ["error"] = fault });
            return;
        }

        var usage = UsageOf(question!.ToJsonString().Length, answer!.Length);
        await ((bool?)question["stream"] == true ? StreamAsync(http, question, answer, usage) : StandInWeb.AnswerAsync(http, status, Whole(question, answer, usage)));
    }

    private static JsonObject Whole(JsonObject question, string answer, JsonObject usage)
    {
        var whole = Envelope(question, "chat.completion");
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer };
        whole["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = "stop" });
        whole["usage"] = usage;
        return whole;
    }

    private static async Task StreamAsync(HttpContext http, JsonObject question, string answer, JsonObject usage)
    {
        http.Response.ContentType = "text/event-stream";
        for (var at = 0; at < answer.Length; at += PieceLength)
        {
            var piece = answer.Substring(at, Math.Min(PieceLength, answer.Length - at));
            await SendAsync(http, Chunk(question, new JsonObject { ["content"] = piece }, reason: null));
        }

        await SendAsync(http, Chunk(question, [], "stop"));
        var last = Envelope(question, "chat.completion.chunk");
        last["choices"] = new JsonArray();
        last["usage"] = usage;
        await SendAsync(http, last);
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private static async Task SendAsync(HttpContext http, JsonObject chunk)
    {
        await http.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static JsonObject Chunk(JsonObject question, JsonObject delta, string? reason)
    {
        var chunk = Envelope(question, "chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason });
        return chunk;
    }

    private static JsonObject Envelope(JsonObject question, string kind) =>
        new() { ["id"] = "chatcmpl-sample", ["object"] = kind, ["created"] = 0, ["model"] = question["model"]?.DeepClone() };

    private static JsonObject UsageOf(int read, int written) => new()
    {
        ["prompt_tokens"] = read / CharactersPerToken,
        ["completion_tokens"] = written / CharactersPerToken,
        ["total_tokens"] = (read / CharactersPerToken) + (written / CharactersPerToken),
    };
}
