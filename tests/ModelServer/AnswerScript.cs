using System.Text.Json;

namespace HiveFlow.ModelServer;

/// <summary>Answers by what a question holds, as a file says: a list of <c>{"when": text, "text": answer}</c>.</summary>
public sealed class AnswerScript
{
    private readonly IReadOnlyList<(string When, string Text)> rules;

    private AnswerScript(IReadOnlyList<(string When, string Text)> rules) => this.rules = rules;

    /// <summary>Reads one; another form throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/>.</summary>
    public static AnswerScript Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new AnswerScript([.. document.RootElement.EnumerateArray().Select(rule =>
            (rule.GetProperty("when").GetString() ?? string.Empty, rule.GetProperty("text").GetString() ?? string.Empty))]);
    }

    /// <summary>The first answer that fits; null for none.</summary>
    public ScriptedAnswer? Find(ModelRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var said = request.Body.ValueKind == JsonValueKind.Undefined ? string.Empty : request.Body.ToString();
        foreach (var (when, text) in rules)
        {
            if (said.Contains(when, StringComparison.Ordinal))
            {
                return ScriptedAnswer.Of(text);
            }
        }

        return null;
    }
}
