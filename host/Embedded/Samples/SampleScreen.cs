using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>Shows a run of the sample while it happens, one line a step.</summary>
internal sealed class SampleScreen(TextWriter output, Sample sample, bool colours)
{
    private const int LongestValue = 90;
    private const int LabelWidth = 32;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, string> types = [];
    private DateTimeOffset began;

    /// <summary>Shows one event.</summary>
    public void Show(JsonNode runEvent)
    {
        var data = runEvent["data"];
        var node = (string?)runEvent["nodeId"];
        var at = runEvent["at"]!.GetValue<DateTimeOffset>();
        switch ((string?)runEvent["type"])
        {
            case "run.started":
                began = at;
                break;
            case "step.started":
                types[node!] = (string?)data?["nodeType"] ?? string.Empty;
                break;
            case "step.log" or "step.output":
                ShowText(data);
                break;
            case "step.retrying":
                Line(at, Paint("↻", 33), node!, $"{(string?)data?["message"]} (again in {data?["delayMs"]} ms)", data);
                break;
            case "step.waiting":
                Line(at, Paint("…", 33), node!, $"waits for {(string?)data?["waitsFor"] ?? "time"} until {(string?)data?["until"]}", data);
                break;
            case "step.completed":
                Line(at, Paint("✓", 32), node!, Result(data), data);
                break;
            case "step.failed":
                Line(at, Paint("✗", 31), node!, Paint($"{(string?)data?["code"]}: {(string?)data?["message"]}", 31), data);
                break;
            case "run.failed" or "run.cancelled":
                output.WriteLine($"  {Paint($"✗ {(string?)data?["code"]}: {(string?)data?["message"]}", 31)}");
                break;
        }
    }

    /// <summary>Shows how the run ended.</summary>
    public void ShowEnd(JsonNode run, IEnumerable<(string Name, JsonObject Told)> received)
    {
        var status = (string?)run["status"];
        var mark = status == "completed" ? Paint("✓ completed", 32) : Paint($"✗ {status}", 31);
        output.WriteLine($"{Environment.NewLine}  {mark} in {run["duration"]} ms, {run["steps"]} steps");
        if (run["output"] is { } result)
        {
            output.WriteLine(Indent(result.ToJsonString(Pretty)));
        }

        foreach (var (name, told) in received)
        {
            var body = told["body"]?.ToJsonString(Compact) ?? string.Empty;
            output.WriteLine($"  {Paint($"the {name} was told:", 2)} {Short($"{told["request"]} → {told["status"]} {body}")}");
        }
    }

    /// <summary>Shows that the runner answers a question.</summary>
    public void ShowApproval(string runId, string nodeId, string question, string comment)
    {
        output.WriteLine($"              {Paint("? " + question, 33)}");
        output.WriteLine($"              {Paint($"approved, as a person would: POST /api/runs/{runId}/approve/{nodeId} {{\"comment\": \"{comment}\"}}", 2)}");
    }

    private void Line(DateTimeOffset at, string mark, string node, string result, JsonNode? data)
    {
        var since = Time((at - began).TotalMilliseconds).PadLeft(10);
        var took = data?["durationMs"]?.GetValue<double>() is { } time ? Time(time).PadLeft(10) : new string(' ', 10);
        var item = (string?)data?["iteration"] is { } iteration ? $" [{iteration}]" : string.Empty;
        var label = (sample.LabelOf(node) + item).PadRight(LabelWidth);
        output.WriteLine($"  {Paint(since, 2)}  {mark} {label} {Paint(types.GetValueOrDefault(node, string.Empty).PadRight(10), 2)} {took}  {result}".TrimEnd());
    }

    private static string Result(JsonNode? data)
    {
        var branch = (string?)data?["branch"] is { } name ? $"→ {name}" : string.Empty;
        return data?["output"] is { } result && branch.Length == 0 ? Short(result.ToJsonString(Compact)) : branch;
    }

    private static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " ms";

    private void ShowText(JsonNode? data)
    {
        foreach (var line in ((string?)data?["text"] ?? (string?)data?["message"] ?? string.Empty).Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            output.WriteLine($"              {Paint("│ " + line, 2)}");
        }
    }

    private static string Short(string text)
    {
        var flat = text.ReplaceLineEndings(" ");
        return flat.Length <= LongestValue ? flat : string.Concat(flat.AsSpan(0, LongestValue - 1), "…");
    }

    private static string Indent(string text) => "    " + text.ReplaceLineEndings(Environment.NewLine + "    ");

    private string Paint(string text, int code) => colours && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
