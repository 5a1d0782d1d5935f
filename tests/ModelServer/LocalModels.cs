using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.ModelServer.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.ModelServer;

/// <summary>
/// A server on loopback that speaks the formats of OpenAI (also Azure's addresses), Anthropic and Google, whole and streamed, and answers what
/// it is told to. Without anything told it repeats what it was asked.
/// </summary>
public sealed class LocalModels : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ScriptedAnswer> script = new();

    private LocalModels(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Url => app.Urls.Single();

    /// <summary>Host and port.</summary>
    public string Authority => new Uri(Url).Authority;

    /// <summary>What it was sent, in order.</summary>
    public ConcurrentQueue<ModelRequest> Requests { get; } = new();

    /// <summary>Chooses an answer by the request; where it gives null, the script's next is taken.</summary>
    public Func<ModelRequest, ScriptedAnswer?>? Decide { get; set; }

    /// <summary>Starts it; 0 takes any free port.</summary>
    public static async Task<LocalModels> StartAsync(int port = 0)
    {
        var server = new LocalModels(port);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Answers to the next requests, one each.</summary>
    public LocalModels Then(params ReadOnlySpan<ScriptedAnswer> answers)
    {
        foreach (var answer in answers)
        {
            script.Enqueue(answer);
        }

        return this;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = await ReadAsync(http);
        Requests.Enqueue(request);
        var answer = Decide?.Invoke(request) ?? (script.TryDequeue(out var next) ? next : ScriptedAnswer.Of($"You said: {request.LastText}"));
        try
        {
            await SendAsync(http, request, answer);
        }
        catch (OperationCanceledException)
        {
            request.TellHungUp();
        }
    }

    private static async Task<ModelRequest> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        JsonElement body = default;
        try
        {
            using var document = JsonDocument.Parse(text);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // It is seen as what it is: no JSON.
        }

        return new ModelRequest(
            $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}",
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body);
    }

    private static async Task SendAsync(HttpContext http, ModelRequest request, ScriptedAnswer answer)
    {
        var format = ModelFormat.Of(http.Request.Path);
        if (answer.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = wait;
        }

        if (answer.HangAfter == 0)
        {
            await HangAsync(http, request);
        }
        else if (answer.CutAfter == 0)
        {
            http.Abort();
        }
        else if (format is null || answer.Raw is not null || answer.Status != 200)
        {
            http.Response.StatusCode = format is null && answer.Raw is null ? 404 : answer.Status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(answer.Raw ?? (format ?? ModelFormat.OpenAi).Error(http.Response.StatusCode), http.RequestAborted);
        }
        else if (format.IsStream(http.Request.Path, request.Body))
        {
            await StreamAsync(http, request, answer, format);
        }
        else
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(format.Whole(ModelFormat.ModelOf(http.Request.Path, request.Body), answer).ToJsonString(), http.RequestAborted);
        }
    }

    private static async Task StreamAsync(HttpContext http, ModelRequest request, ScriptedAnswer answer, ModelFormat format)
    {
        http.Response.ContentType = "text/event-stream";
        var sent = 0;
        foreach (var (name, data) in format.Events(ModelFormat.ModelOf(http.Request.Path, request.Body), answer))
        {
            // Ended and not reset: what was sent arrives for certain.
            if (sent == answer.CutAfter)
            {
                return;
            }

            if (sent++ == answer.HangAfter)
            {
                await HangAsync(http, request);
            }

            await http.Response.WriteAsync($"{(name is null ? "" : $"event: {name}\n")}data: {data}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task HangAsync(HttpContext http, ModelRequest request)
    {
        var end = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(end.SetResult);
        request.TellHangs();
        await end.Task;
        http.RequestAborted.ThrowIfCancellationRequested();
    }
}
