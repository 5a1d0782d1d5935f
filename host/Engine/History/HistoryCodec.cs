namespace HiveFlow.Engine.History;

/// <summary>
/// The binary form of turns, messages, failures and tags. The first byte of a turn or message is its format; a change of what is
/// written gets the next number, and every number ever released stays readable.
/// </summary>
internal static class HistoryCodec
{
    /// <summary>1: the first format.</summary>
    private const byte Format = 1;

    private const byte HasTaskId = 1;
    private const byte HasName = 2;
    private const byte HasFailure = 4;
    private const byte IsRecursive = 8;
    private const byte HasDue = 16;

    public static byte[] EncodeTurn(DateTime now, IReadOnlyList<EngineEvent> events, IReadOnlyList<EngineAction> actions)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        writer.Fixed(now.Ticks);
        writer.Number(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            Write(writer, events[i]);
        }

        writer.Number(actions.Count);
        for (var i = 0; i < actions.Count; i++)
        {
            Write(writer, actions[i]);
        }

        return writer.ToArray();
    }

    public static TurnRecord DecodeTurn(ReadOnlySpan<byte> data)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        var now = new DateTime(reader.Fixed(), DateTimeKind.Utc);
        var events = new EngineEvent[reader.Count()];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = ReadEvent(ref reader, 0);
        }

        var actions = new EngineAction[reader.Count()];
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = ReadAction(ref reader);
        }

        return reader.AtEnd ? new TurnRecord(now, events, actions) : throw new InvalidDataException("A turn is longer than it says.");
    }

    /// <summary>When the turn was, without reading the rest.</summary>
    public static DateTime DecodeTime(ReadOnlySpan<byte> turn)
    {
        var reader = new RecordReader(turn);
        CheckFormat(reader.Byte());
        return new DateTime(reader.Fixed(), DateTimeKind.Utc);
    }

    public static byte[] EncodeMessage(EngineEvent message)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        Write(writer, message);
        return writer.ToArray();
    }

    public static EngineEvent DecodeMessage(ReadOnlySpan<byte> data, long messageId)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return ReadEvent(ref reader, messageId);
    }

    public static byte[] EncodeFailure(Failure failure)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        Write(writer, failure);
        return writer.ToArray();
    }

    public static Failure DecodeFailure(ReadOnlySpan<byte> data)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return ReadFailure(ref reader);
    }

    public static byte[] EncodeTags(IReadOnlyDictionary<string, string> tags)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        Write(writer, tags);
        return writer.ToArray();
    }

    public static IReadOnlyDictionary<string, string> DecodeTags(ReadOnlySpan<byte> data)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return ReadTags(ref reader) ?? throw new InvalidDataException("The tags are missing.");
    }

    private static void CheckFormat(byte format)
    {
        if (format != Format)
        {
            throw new InvalidDataException($"A history of format {format} was written by a newer version.");
        }
    }

    private static void Write(RecordWriter writer, EngineEvent one)
    {
        var flags = (one.TaskId != 0 ? HasTaskId : 0) | (one.Name is not null ? HasName : 0) |
            (one.Failure is not null ? HasFailure : 0) | (one.Recursive ? IsRecursive : 0) |
            (one.Due != 0 ? HasDue : 0);
        writer.Byte((byte)one.Kind);
        writer.Byte((byte)flags);
        writer.Text(one.Payload);
        if (one.TaskId != 0)
        {
            writer.Number(one.TaskId);
        }

        if (one.Name is not null)
        {
            writer.Text(one.Name);
        }

        if (one.Failure is not null)
        {
            Write(writer, one.Failure);
        }

        if (one.Due != 0)
        {
            writer.Fixed(one.Due);
        }
    }

    private static EngineEvent ReadEvent(ref RecordReader reader, long messageId)
    {
        var kind = (EventKind)reader.Byte();
        if (kind is < EventKind.Started or > EventKind.Aborted)
        {
            throw new InvalidDataException($"An event of kind {(byte)kind} is not known.");
        }

        var flags = reader.Byte();
        return new EngineEvent
        {
            Kind = kind,
            Payload = reader.Text(),
            TaskId = (flags & HasTaskId) != 0 ? reader.Int32() : 0,
            Name = (flags & HasName) != 0 ? reader.Text() : null,
            Failure = (flags & HasFailure) != 0 ? ReadFailure(ref reader) : null,
            Due = (flags & HasDue) != 0 ? reader.Fixed() : 0,
            Recursive = (flags & IsRecursive) != 0,
            MessageId = messageId,
        };
    }

    private static void Write(RecordWriter writer, EngineAction action)
    {
        writer.Byte((byte)action.Kind);
        writer.Number(action.Id);
        switch (action.Kind)
        {
            case ActionKind.Timer:
                writer.Fixed(action.FireAt);
                break;
            case ActionKind.SendEvent:
                writer.Text(action.Name);
                writer.Text(action.InstanceId);
                writer.Text(action.Input);
                break;
            default:
                writer.Text(action.Name);
                writer.Text(action.Version);
                writer.Text(action.Input);
                writer.Text(action.InstanceId);
                Write(writer, action.Tags);
                break;
        }
    }

    private static EngineAction ReadAction(ref RecordReader reader)
    {
        var kind = (ActionKind)reader.Byte();
        var id = reader.Int32();
        return kind switch
        {
            ActionKind.Timer => new EngineAction { Kind = kind, Id = id, FireAt = reader.Fixed() },
            ActionKind.SendEvent => new EngineAction
            {
                Kind = kind,
                Id = id,
                Name = reader.Text() ?? string.Empty,
                InstanceId = reader.Text(),
                Input = reader.Text(),
            },
            ActionKind.Activity or ActionKind.Child => new EngineAction
            {
                Kind = kind,
                Id = id,
                Name = reader.Text() ?? string.Empty,
                Version = reader.Text(),
                Input = reader.Text(),
                InstanceId = reader.Text(),
                Tags = ReadTags(ref reader),
            },
            _ => throw new InvalidDataException($"An action of kind {(byte)kind} is not known."),
        };
    }

    private static void Write(RecordWriter writer, Failure? failure)
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

    private static Failure ReadFailure(ref RecordReader reader)
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

    private static void Write(RecordWriter writer, IReadOnlyDictionary<string, string>? tags)
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

    private static Dictionary<string, string>? ReadTags(ref RecordReader reader)
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
