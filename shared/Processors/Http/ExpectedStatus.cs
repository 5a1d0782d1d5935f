using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Http;

/// <summary>The statuses that a node takes for success: numbers (<c>404</c>) and classes (<c>"2xx"</c>).</summary>
internal sealed class ExpectedStatus
{
    private static readonly ExpectedStatus Successful = new([2], []);
    private readonly HashSet<int> _classes;
    private readonly HashSet<int> _single;

    private ExpectedStatus(HashSet<int> classes, HashSet<int> single)
    {
        _classes = classes;
        _single = single;
    }

    public bool Includes(int status) => _single.Contains(status) || _classes.Contains(status / 100);

    /// <summary>Reads <c>expect</c>; faults go to the reader.</summary>
    public static ExpectedStatus Read(SettingsReader read)
    {
        var items = read.Items("expect", 50);
        if (items.Count == 0)
        {
            return Successful;
        }

        var expected = new ExpectedStatus([], []);
        foreach (var item in items)
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var status) && status is >= 100 and <= 599)
            {
                expected._single.Add(status);
            }
            else if (item.ValueKind == JsonValueKind.String && item.GetString() is [>= '1' and <= '5' and var digit, 'x' or 'X', 'x' or 'X'])
            {
                expected._classes.Add(digit - '0');
            }
            else
            {
                read.Reject("expect", "must hold statuses such as 404 or classes such as \"2xx\"");
            }
        }

        return expected;
    }
}
