namespace HiveFlow.Storage.ForeignMongo;

/// <summary>Names that can be given to a database: none that it would take for an operator.</summary>
public static class ForeignNames
{
    private const int MaxCollection = 120;
    private const int MaxPath = 500;

    /// <summary>Whether a text can name a collection of a user's.</summary>
    public static bool IsCollection(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxCollection && !name.AsSpan().ContainsAny('$', '\0') && !name.StartsWith("system.", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith('.') && !name.EndsWith('.');
    }

    /// <summary>Whether a text is a dotted path of fields.</summary>
    public static bool IsPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length is > 0 and <= MaxPath && path.Split('.').All(part => part.Length > 0 && part[0] != '$' && !part.Contains('\0', StringComparison.Ordinal));
    }

    /// <summary>Whether a text can name one field of a document.</summary>
    public static bool IsField(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsPath(name) && !name.Contains('.', StringComparison.Ordinal);
    }
}
