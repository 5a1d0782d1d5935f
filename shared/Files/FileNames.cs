namespace HiveFlow.Files;

/// <summary>Names for files that come without a good one.</summary>
public static class FileNames
{
    /// <summary>What is used when nothing else is left.</summary>
    public const string Otherwise = "download";

    /// <summary>The last part of a path, without what no name may have, cut to what a name may be long; <see cref="Otherwise"/> when nothing is left.</summary>
    public static string Clean(string? name)
    {
        var last = (name ?? string.Empty)[((name?.LastIndexOfAny(['/', '\\']) ?? -1) + 1)..];
        var clean = string.Concat(last.EnumerateRunes().Where(FileText.IsPlain)).Trim();
        clean = clean.Length <= FileText.MostCharacters ? clean : clean[..FileText.MostCharacters];
        return FileText.Fault(clean, null) is null ? clean : Otherwise;
    }
}
