using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Live.Signals;

namespace HiveFlow.Functions.Live;

/// <summary>What the service says, beside events: small JSON objects with a <c>type</c>.</summary>
internal static class LiveTexts
{
    public static ReadOnlyMemory<byte> Ready(string connection) => Make("ready", ("connectionId", connection));

    public static ReadOnlyMemory<byte> Pong() => Make("pong");

    public static ReadOnlyMemory<byte> Reconnect() => Make("reconnect");

    /// <summary>Says that something is watched, or is not any more, or that its run has ended.</summary>
    public static ReadOnlyMemory<byte> About(string type, LiveTopic topic) => Make(type, (topic.Field, topic.Id));

    public static ReadOnlyMemory<byte> Failure(Error error, LiveTopic topic) =>
        Make("error", (topic.Field, topic.Id), ("code", error.Code.Value), ("message", error.Message));

    /// <summary>Says why the connection is closed, where the close code cannot.</summary>
    public static ReadOnlyMemory<byte> Closing(int code)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "closing");
            writer.WriteNumber("code", code);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static ReadOnlyMemory<byte> Gap(string runId, long first, long missed)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "gap");
            writer.WriteString("runId", runId);
            writer.WriteNumber("from", first);
            writer.WriteNumber("events", missed);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static ReadOnlyMemory<byte> Run(RunNotice notice) =>
        Make("run", ("runId", notice.RunId), ("flowId", notice.FlowId), ("status", notice.Status));

    private static ReadOnlyMemory<byte> Make(string type, params (string Name, string Value)[] fields)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            foreach (var (name, value) in fields)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
