using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>
/// An incoming webhook as Slack has it: a message needs <c>text</c> or <c>blocks</c> and is answered with <c>ok</c>
/// (https://api.slack.com/messaging/webhooks). Its secret is the last part of the address.
/// </summary>
internal sealed class ChatStandIn : IStandIn
{
    private readonly ReceivedLog received = new();
    private StandInWeb? web;

    private ChatStandIn(string secret) => Secret = secret;

    /// <inheritdoc/>
    public Uri Address => web!.Address;

    /// <inheritdoc/>
    public string Secret { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<JsonObject> Received => received.All;

    /// <summary>Starts one.</summary>
    public static async Task<ChatStandIn> StartAsync(string secret)
    {
        var server = new ChatStandIn(secret);
        server.web = await StandInWeb.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var message = await StandInWeb.BodyAsync(http) as JsonObject;
        var (status, answer) = http.Request.Path != $"/services/{Secret}" ? (StatusCodes.Status404NotFound, "no_service")
            : message is null ? (StatusCodes.Status400BadRequest, "invalid_payload")
            : message["text"] is null && message["blocks"] is null ? (StatusCodes.Status400BadRequest, "no_text")
            : (StatusCodes.Status200OK, "ok");
        received.Add($"{http.Request.Method} /services/…", status, message);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(answer, http.RequestAborted);
    }
}
