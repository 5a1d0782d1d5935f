namespace HiveFlow.Host.Startup;

/// <summary>One part of the table printed at start.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsReal">Whether it is the outside service; false for what this process carries itself.</param>
/// <param name="Where">What and where it is, without any secret.</param>
internal sealed record Part(string Name, bool IsReal, string Where)
{
    /// <summary>The table as text.</summary>
    public static string Table(IReadOnlyList<Part> parts)
    {
        var width = parts.Max(part => part.Name.Length);
        return string.Join(
            Environment.NewLine,
            parts.Select(part => $"  {part.Name.PadRight(width)}  {(part.IsReal ? "real    " : "embedded")}  {part.Where}"));
    }
}
