using System.Text.Json.Serialization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.CrashWriter;

/// <summary>What the writer leaves behind: number after number, of each submitter and kind.</summary>
public sealed record Mark(string Line, long Number, string Padding)
{
    /// <summary>By line and number.</summary>
    public static readonly Collection<Mark> Collection = new Collection<Mark>("marks", MarkJson.Default.Mark)
        .WithUniqueIndex("line", ("line", mark => mark.Line), ("number", mark => mark.Number));

    /// <summary>Large now and then, so that transactions spill and checkpoints run.</summary>
    public static DocumentWrite Write(int submitter, long number, string kind) => DocumentWrite.Upsert(
        Collection, Tenant.System, $"{submitter}/{kind}/{number}", new Mark($"{submitter}/{kind}", number, new string('x', number % 50 == 0 ? 60_000 : 100)));

    /// <summary>How many there are, from 0 on without a gap; an exception when there is a gap.</summary>
    public static async Task<long> CountAsync(IDocumentStore store, int submitter, string kind)
    {
        var count = 0L;
        string? cursor = null;
        do
        {
            var query = new DocumentQuery("line") { EqualTo = [$"{submitter}/{kind}"], Descending = false, Limit = 1_000, Cursor = cursor };
            var page = await store.QueryAsync(Collection, Tenant.System, query, CancellationToken.None);
            foreach (var item in page.Items)
            {
                if (item.Document.Number != count++)
                {
                    throw new InvalidOperationException($"{submitter}/{kind} lacks {count - 1}.");
                }
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return count;
    }
}

[JsonSerializable(typeof(Mark))]
internal sealed partial class MarkJson : JsonSerializerContext;
