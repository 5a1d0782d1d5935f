namespace Microsoft.DurableTask;

/// <summary>The order of versions: none first; by number where both are numbers, otherwise as text ignoring case.</summary>
internal static class VersionOrder
{
    public static int Compare(string? left, string? right) => (string.IsNullOrWhiteSpace(left), string.IsNullOrWhiteSpace(right)) switch
    {
        (true, true) => 0,
        (true, false) => -1,
        (false, true) => 1,
        _ when System.Version.TryParse(left, out var leftNumber) && System.Version.TryParse(right, out var rightNumber) =>
            leftNumber.CompareTo(rightNumber),
        _ => string.Compare(left, right, StringComparison.OrdinalIgnoreCase),
    };
}
