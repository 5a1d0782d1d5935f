namespace HiveFlow.Engine.History;

/// <summary>
/// The binary form of turns, messages, failures and tags. The first byte of a turn or message is its format; a change of what is
/// written gets the next number, and every number ever released stays readable.
/// </summary>
internal static class HistoryCodec
{
    /// <summary>1: the first format.</summary>
    private const byte Format = 1;

    public static byte[] EncodeTurn(DateTime now, IReadOnlyList<EngineEvent> events, IReadOnlyList<EngineAction> actions)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        writer.Fixed(now.Ticks);
        writer.Number(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            EventCodec.Write(writer, events[i]);
        }

        writer.Number(actions.Count);
        for (var i = 0; i < actions.Count; i++)
        {
            ActionCodec.Write(writer, actions[i]);
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
            events[i] = EventCodec.Read(ref reader, 0);
        }

        var actions = new EngineAction[reader.Count()];
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = ActionCodec.Read(ref reader);
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
        EventCodec.Write(writer, message);
        return writer.ToArray();
    }

    public static EngineEvent DecodeMessage(ReadOnlySpan<byte> data, long messageId)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return EventCodec.Read(ref reader, messageId);
    }

    public static byte[] EncodeFailure(Failure failure)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        FailureCodec.Write(writer, failure);
        return writer.ToArray();
    }

    public static Failure DecodeFailure(ReadOnlySpan<byte> data)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return FailureCodec.Read(ref reader);
    }

    public static byte[] EncodeTags(IReadOnlyDictionary<string, string> tags)
    {
        var writer = RecordWriter.Rent();
        writer.Byte(Format);
        TagCodec.Write(writer, tags);
        return writer.ToArray();
    }

    public static IReadOnlyDictionary<string, string> DecodeTags(ReadOnlySpan<byte> data)
    {
        var reader = new RecordReader(data);
        CheckFormat(reader.Byte());
        return TagCodec.Read(ref reader) ?? throw new InvalidDataException("The tags are missing.");
    }

    private static void CheckFormat(byte format)
    {
        if (format != Format)
        {
            throw new InvalidDataException($"A history of format {format} was written by a newer version.");
        }
    }

}
