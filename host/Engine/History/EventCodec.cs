namespace HiveFlow.Engine.History;

/// <summary>An event: kind, a byte that says which fields follow, the payload, the fields.</summary>
internal static class EventCodec
{
    private const byte HasTaskId = 1;
    private const byte HasName = 2;
    private const byte HasFailure = 4;
    private const byte IsRecursive = 8;
    private const byte HasDue = 16;
    private const byte IsCarried = 32;

    public static void Write(RecordWriter writer, EngineEvent one)
    {
        var flags = (one.TaskId != 0 ? HasTaskId : 0) | (one.Name is not null ? HasName : 0) |
            (one.Failure is not null ? HasFailure : 0) | (one.Recursive ? IsRecursive : 0) |
            (one.Due != 0 ? HasDue : 0) | (one.IsCarried ? IsCarried : 0);
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
            FailureCodec.Write(writer, one.Failure);
        }

        if (one.Due != 0)
        {
            writer.Fixed(one.Due);
        }
    }

    public static EngineEvent Read(ref RecordReader reader, long messageId)
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
            Failure = (flags & HasFailure) != 0 ? FailureCodec.Read(ref reader) : null,
            Due = (flags & HasDue) != 0 ? reader.Fixed() : 0,
            Recursive = (flags & IsRecursive) != 0,
            IsCarried = (flags & IsCarried) != 0,
            MessageId = messageId,
        };
    }
}
