namespace HiveFlow.Engine.History;

/// <summary>Tags: their number, then key and value of each.</summary>
internal static class TagCodec
{
    public static void Write(RecordWriter writer, IReadOnlyDictionary<string, string>? tags)
    {
        writer.Number(tags?.Count ?? 0);
        if (tags is null)
        {
            return;
        }

        foreach (var (key, value) in tags)
        {
            writer.Text(key);
            writer.Text(value);
        }
    }

    public static Dictionary<string, string>? Read(ref RecordReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return null;
        }

        var tags = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            tags[reader.Text() ?? string.Empty] = reader.Text() ?? string.Empty;
        }

        return tags;
    }
}
