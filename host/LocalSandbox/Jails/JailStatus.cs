using System.Text;
using System.Text.Json;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>What bubblewrap writes while it starts: one line of JSON with the jail's first process, or an error's text.</summary>
internal sealed class JailStatus(StreamReader reader)
{
    private const int MostText = 4096;
    private readonly StringBuilder _text = new();

    /// <summary>
    /// The host's number of the jail's first process; null when bubblewrap says something else. Only the first line is believed: it
    /// is written before anything in the jail runs.
    /// </summary>
    public async Task<int?> ReadFirstProcessAsync(CancellationToken cancellationToken)
    {
        var buffer = new char[512];
        while (_text.Length < MostText && !_text.ToString().Contains('}', StringComparison.Ordinal))
        {
            var count = await reader.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            _text.Append(buffer, 0, count);
        }

        var text = _text.ToString();
        var end = text.IndexOf('}', StringComparison.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(text[..(end + 1)]);
            return document.RootElement.TryGetProperty("child-pid", out var pid) && pid.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text so far and, after the end of the process, the rest; one line, cut.</summary>
    public async Task<string> ReadRestAsync()
    {
        var buffer = new char[512];
        int count;
        while (_text.Length < MostText && (count = await reader.ReadAsync(buffer)) > 0)
        {
            _text.Append(buffer, 0, count);
        }

        var text = _text.ToString();
        var rest = text[(text.IndexOf('}', StringComparison.Ordinal) + 1)..];
        return string.Join(' ', rest.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
