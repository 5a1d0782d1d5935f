using HiveFlow.ModelServer;

namespace HiveFlow.EndToEnd.Credentials;

/// <summary>Careless models: they say the key they were sent, in pieces that cut it, and ask for tools with it.</summary>
internal static class EchoModels
{
    /// <summary>The headers that providers take a key in.</summary>
    public static readonly string[] KeyHeaders = ["Authorization", "x-api-key", "x-goog-api-key"];

    public static async Task<LocalModels> StartAsync()
    {
        var models = await LocalModels.StartAsync();
        models.Decide = Answer;
        return models;
    }

    public static string KeyOf(ModelRequest request) =>
        KeyHeaders.Select(name => request.Headers.GetValueOrDefault(name)).FirstOrDefault(key => key is not null)?.Replace("Bearer ", string.Empty, StringComparison.Ordinal) ?? string.Empty;

    private static ScriptedAnswer Answer(ModelRequest request)
    {
        var (key, text) = (KeyOf(request), request.Body.GetRawText());
        if (text.Contains("fail now", StringComparison.Ordinal))
        {
            return new ScriptedAnswer { Status = 400, Raw = $$$"""{"error":{"message":"Bad key {{{key.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}}""" };
        }

        var said = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["said"] = key });
        return request.Body.TryGetProperty("tools", out _) && !text.Contains("tool_result", StringComparison.Ordinal)
            ? new ScriptedAnswer { Text = $"I use {key}", PieceLength = 3, Calls = [new ScriptedCall("echo", said), new ScriptedCall("flow", said), new ScriptedCall(key, said)] }
            : new ScriptedAnswer { Text = $"Your key is {key}, I think: {key}", PieceLength = 3 };
    }
}
