namespace HiveFlow.Engine.History;

/// <summary>A failure and its causes, outermost first, each after a 1; then a 0.</summary>
internal static class FailureCodec
{
    public static void Write(RecordWriter writer, Failure? failure)
    {
        for (; failure is not null; failure = failure.Inner)
        {
            writer.Byte(1);
            writer.Text(failure.Type);
            writer.Text(failure.Message);
            writer.Text(failure.Stack);
            writer.Text(failure.Properties);
        }

        writer.Byte(0);
    }

    public static Failure Read(ref RecordReader reader)
    {
        if (reader.Byte() == 0)
        {
            throw new InvalidDataException("A failure is missing.");
        }

        var failures = new List<Failure>();
        do
        {
            failures.Add(new Failure(reader.Text() ?? string.Empty, reader.Text() ?? string.Empty, reader.Text(), null, reader.Text()));
        }
        while (reader.Byte() != 0);

        var result = failures[^1];
        for (var i = failures.Count - 2; i >= 0; i--)
        {
            result = failures[i] with { Inner = result };
        }

        return result;
    }
}
