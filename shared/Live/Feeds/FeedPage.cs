using System.Text.Json;
using HiveFlow.Live.Events;

namespace HiveFlow.Live.Feeds;

/// <summary>Events of a run that follow one another, as watchers are sent them.</summary>
/// <param name="First">The first one's number.</param>
/// <param name="Last">The last one's.</param>
/// <param name="EndsRun">Whether nothing comes after them.</param>
/// <param name="Json"><c>{"type":"events","runId":…,"events":[…]}</c> in UTF-8; made once for all watchers.</param>
/// <param name="Gap">
/// Set on a page that follows another one of the same watcher and that it did not keep up with: so many were left behind, and come now
/// from the store, none missing.
/// </param>
public sealed record FeedPage(long First, long Last, bool EndsRun, ReadOnlyMemory<byte> Json, long Gap = 0)
{
    /// <summary>Makes one of at least one event.</summary>
    public static FeedPage Of(string runId, IReadOnlyList<RunEvent> events)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "events");
            writer.WriteString("runId", runId);
            writer.WriteStartArray("events");
            foreach (var runEvent in events)
            {
                JsonSerializer.Serialize(writer, runEvent, LiveJson.Default.RunEvent);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new FeedPage(events[0].Seq, events[^1].Seq, RunEventTypes.EndsRun(events[^1].Type), stream.ToArray());
    }
}
