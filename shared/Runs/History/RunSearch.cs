using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.History;

/// <summary>
/// Finds runs by what is known of them. One index leads the way, chosen by what is asked; what it does not decide is looked at run by run,
/// and one call looks at no more than <see cref="Window"/> of them, however many there are: nothing is ever counted or scanned whole.
/// </summary>
public sealed class RunSearch(IDocumentStore store)
{
    /// <summary>How many runs one call looks at.</summary>
    public const int Window = 500;

    private const int Look = 100;

    /// <summary>A page; an invalid cursor throws <see cref="InvalidCursorException"/>.</summary>
    public async Task<RunPage> FindAsync(DocumentId organizationId, RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.FlowIds is { Count: 0 })
        {
            return new RunPage([], null, null);
        }

        var tenant = Tenant.Of(organizationId);
        var (way, decidesAll) = Way(query);
        List<Stored<Run>> found = [];
        var (cursor, seen) = (query.Cursor, 0);
        while (true)
        {
            var room = query.Limit - found.Count;
            var step = await LookAsync(tenant, query, way with { Limit = decidesAll ? room : Math.Min(Look, Window - seen), Cursor = cursor }, cancellationToken);
            if (step.Fitting.Count > room)
            {
                // Read again up to the last that there is room for: only the store can say where the page after it begins.
                step = await LookAsync(tenant, query, way with { Limit = step.PlaceOf(room), Cursor = cursor }, cancellationToken);
            }

            found.AddRange(step.Fitting);
            seen += step.Count;
            cursor = step.NextCursor;
            if (cursor is null || found.Count >= query.Limit)
            {
                return new RunPage(found, cursor, null);
            }

            if (seen >= Window)
            {
                return new RunPage(found, cursor, step.LastAt);
            }
        }
    }

    /// <summary>The index that leaves the fewest to look at, and whether it leaves none.</summary>
    private static (DocumentQuery Query, bool DecidesAll) Way(RunQuery query)
    {
        var flow = query.FlowIds is { Count: 1 } flows ? flows.Single() : null;
        (string Index, IReadOnlyList<IndexValue> EqualTo, int Decided) choice =
            query.Words.Count > 0 ? ("word", [query.Words.MaxBy(word => word.Length)], 0)
            : query.TriggerId is { } id ? ("trigger_id", [id], 1)
            : (flow, query.Status, query.Trigger) switch
            {
                ({ } f, { } status, _) => ("flow_status", [f, status], 2),
                ({ } f, null, _) => ("flow", [f], 1),
                (null, { } status and not RunStatus.Completed, _) => ("status", [status], 1),
                (null, _, { } trigger) => ("trigger", [trigger], 1),
                (null, { } status, null) => ("status", [status], 1),
                _ => ("created", [], 0),
            };
        string?[] asked = [query.Status, query.Trigger, query.TriggerId];
        var all = asked.Count(filter => filter is not null) + (query.FlowIds is null ? 0 : 1);
        var way = new DocumentQuery(choice.Index)
        {
            EqualTo = choice.EqualTo,
            From = query.From is { } from ? from : IndexValue.None,
            Before = query.To is { } to ? to : IndexValue.None,
        };
        return (way, query.Words.Count == 0 && choice.Decided == all);
    }

    private async Task<Looked> LookAsync(Tenant tenant, RunQuery query, DocumentQuery way, CancellationToken cancellationToken)
    {
        if (query.Words.Count == 0)
        {
            var page = await store.QueryAsync(Run.Collection, tenant, way, cancellationToken);
            return Looked.At(page.Items, page.Items.Count == 0 ? null : page.Items[^1].Document.CreatedAt, page.NextCursor, query);
        }

        var words = await store.QueryAsync(FailureWord.Collection, tenant, way, cancellationToken);
        if (words.Items.Count == 0)
        {
            return Looked.At([], null, words.NextCursor, query);
        }

        List<string> ids = [.. words.Items.Select(word => word.Document.RunId)];
        var runs = (await store.GetManyAsync(Run.Collection, tenant, ids, cancellationToken)).ToDictionary(run => run.Id, StringComparer.Ordinal);
        return Looked.At([.. ids.Select(runs.GetValueOrDefault)], words.Items[^1].Document.CreatedAt, words.NextCursor, query);
    }

    /// <summary>What one look found.</summary>
    /// <param name="Places">The place among those looked at, from 1 on, of each that fits.</param>
    /// <param name="Fitting">Those that fit.</param>
    /// <param name="Count">How many were looked at.</param>
    /// <param name="LastAt">When the last of them was created.</param>
    /// <param name="NextCursor">Gives the next.</param>
    private sealed record Looked(IReadOnlyList<int> Places, IReadOnlyList<Stored<Run>> Fitting, int Count, DateTimeOffset? LastAt, string? NextCursor)
    {
        public static Looked At(IReadOnlyList<Stored<Run>?> runs, DateTimeOffset? lastAt, string? nextCursor, RunQuery query)
        {
            List<int> places = [];
            List<Stored<Run>> fitting = [];
            for (var i = 0; i < runs.Count; i++)
            {
                if (runs[i] is { } run && query.Fits(run.Document))
                {
                    places.Add(i + 1);
                    fitting.Add(run);
                }
            }

            return new Looked(places, fitting, runs.Count, lastAt, nextCursor);
        }

        public int PlaceOf(int fitting) => Places[fitting - 1];
    }
}
