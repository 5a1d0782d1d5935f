using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Processors.Settings;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Processors.Code;

/// <summary>Says how user code failed, and where.</summary>
internal static partial class CodeErrorText
{
    private const int MaxMessage = 500;

    /// <summary>One sentence with the line, if the traceback tells it.</summary>
    public static string Sentence(string language, CodeError error)
    {
        var message = error.Message.Length > MaxMessage ? error.Message[..MaxMessage] + "…" : error.Message;
        var place = Line(language, error.Traceback) is { } line ? $" (line {line})" : string.Empty;
        return $"{error.Name}: {message}{place}";
    }

    /// <summary>What later nodes on an error edge see.</summary>
    public static JsonElement ToOutput(string language, CodeError error, CodeOutcome outcome) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("name", error.Name);
        writer.WriteString("message", error.Message);
        writer.WriteString("traceback", error.Traceback);
        if (Line(language, error.Traceback) is { } line)
        {
            writer.WriteNumber("line", line);
        }

        writer.WriteEndObject();
        writer.WriteString("stdout", outcome.Stdout);
        writer.WriteString("stderr", outcome.Stderr);
        writer.WriteEndObject();
    });

    /// <summary>The line in the user's code, which the sandbox calls <c>step</c>: the innermost frame is last in Python and bash, first in JavaScript.</summary>
    internal static int? Line(string language, string traceback)
    {
        var match = language switch
        {
            "javascript" => JavaScriptFrame().Match(traceback),
            "python" => PythonFrame().Matches(traceback).LastOrDefault(),
            _ => BashFrame().Matches(traceback).LastOrDefault(),
        };
        return match is { Success: true } && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? line
            : null;
    }

    [GeneratedRegex(@"\bstep\.py"", line (\d{1,7})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PythonFrame();

    [GeneratedRegex(@"\bstep\.js:(\d{1,7})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex JavaScriptFrame();

    [GeneratedRegex(@"\bline (\d{1,7}):", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BashFrame();
}
