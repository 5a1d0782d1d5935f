namespace HiveFlow.ModelServer;

/// <summary>What the server answers to one request, good or broken.</summary>
public sealed record ScriptedAnswer
{
    /// <summary>The answer's text.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Tools it asks for.</summary>
    public IReadOnlyList<ScriptedCall> Calls { get; init; } = [];

    /// <summary>Tokens read, as told.</summary>
    public long InputTokens { get; init; } = 7;

    /// <summary>Tokens written, as told.</summary>
    public long OutputTokens { get; init; } = 3;

    /// <summary>Whether the answer tells no tokens at all.</summary>
    public bool TellsNoUsage { get; init; }

    /// <summary>HTTP status; other than 200 answers with the format's error object.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Value of Retry-After: seconds or an HTTP date; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The body as it stands instead of the format's, at any address; null for the format's.</summary>
    public string? Raw { get; init; }

    /// <summary>Characters of a piece of a streamed text. Default 4.</summary>
    public int PieceLength { get; init; } = 4;

    /// <summary>Events of a stream after which it ends too early; null for none. 0 cuts the connection before the answer's headers.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Events after which nothing more comes until the client hangs up; 0 sends nothing at all; null for none.</summary>
    public int? HangAfter { get; init; }

    /// <summary>An answer of text.</summary>
    public static ScriptedAnswer Of(string text) => new() { Text = text };

    /// <summary>An answer that asks for tools.</summary>
    public static ScriptedAnswer Asking(params IReadOnlyList<ScriptedCall> calls) => new() { Calls = calls };

    /// <summary>A failure.</summary>
    public static ScriptedAnswer Failing(int status, string? retryAfter = null) => new() { Status = status, RetryAfter = retryAfter };
}
