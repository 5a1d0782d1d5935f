namespace HiveFlow.Engine.History;

/// <summary>An action: kind, number, and what its kind has.</summary>
internal static class ActionCodec
{
    public static void Write(RecordWriter writer, EngineAction action)
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
                TagCodec.Write(writer, action.Tags);
                break;
        }
    }

    public static EngineAction Read(ref RecordReader reader)
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
                Tags = TagCodec.Read(ref reader),
            },
            _ => throw new InvalidDataException($"An action of kind {(byte)kind} is not known."),
        };
    }
}
