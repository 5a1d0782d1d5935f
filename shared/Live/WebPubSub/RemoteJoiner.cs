namespace HiveFlow.Live.WebPubSub;

/// <summary>A connection that wants to watch a topic and has not been let in by whoever feeds it.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="After">The number of the last event that it knows.</param>
public readonly record struct RemoteJoiner(string Connection, long After)
{
    /// <summary>As it is kept.</summary>
    public override string ToString() => $"{After} {Connection}";

    /// <summary>Reads it back.</summary>
    public static RemoteJoiner? Parse(string? text) =>
        text?.Split(' ', 2) is [var after, { Length: > 0 } connection] && long.TryParse(after, out var number) ? new RemoteJoiner(connection, number) : null;
}
