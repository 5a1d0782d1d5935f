using HiveFlow.Storage.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>A checked query as typed filters; every value is a string, so that none can be taken for an operator.</summary>
internal static class MongoQueryFilter
{
    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    /// <summary>The columns after the equal ones, the id last.</summary>
    public static string[] Sorted(QueryPlan plan) => plan.Index is { } index
        ? [.. Enumerable.Range(plan.EqualTo.Count, plan.SortedFields).Select(field => MongoTable.Field(index, field)), MongoTable.Id]
        : [MongoTable.Id];

    public static FilterDefinition<BsonDocument> Of(Tenant tenant, QueryPlan plan)
    {
        var sorted = Sorted(plan);
        var filters = new List<FilterDefinition<BsonDocument>> { Filter.Eq(MongoTable.Tenant, tenant.Key) };
        for (var i = 0; i < plan.EqualTo.Count; i++)
        {
            filters.Add(Filter.Eq(MongoTable.Field(plan.Index!, i), MongoIndexValue.Write(plan.EqualTo[i])));
        }

        AddBounds(filters, sorted, plan);
        if (plan.After is { } after)
        {
            string[] position = [.. after.Values.Select(MongoIndexValue.Write), after.Id];

            // Bounds the scan of the index; the rest only cuts off what stands before the position within equal values.
            filters.Add(plan.Descending ? Filter.Lte(sorted[0], position[0]) : Filter.Gte(sorted[0], position[0]));
            filters.Add(Filter.Or(Enumerable.Range(0, sorted.Length).Select(i => Filter.And(
                Enumerable.Range(0, i)
                    .Select(j => Filter.Eq(sorted[j], position[j]))
                    .Append(plan.Descending ? Filter.Lt(sorted[i], position[i]) : Filter.Gt(sorted[i], position[i]))))));
        }

        return Filter.And(filters);
    }

    private static void AddBounds(List<FilterDefinition<BsonDocument>> filters, string[] sorted, QueryPlan plan)
    {
        if (plan.From.IsNone && plan.Before.IsNone)
        {
            return;
        }

        if (sorted.Length == 1)
        {
            // The id is kept as it is.
            filters.Add(Filter.Gte(sorted[0], plan.From.Text ?? string.Empty));
            if (plan.Before.Text is { } end)
            {
                filters.Add(Filter.Lt(sorted[0], end));
            }

            return;
        }

        var isText = plan.From.Text is not null || plan.Before.Text is not null;
        var (first, behind) = isText ? (
            MongoIndexValue.FirstText, MongoIndexValue.End) : (MongoIndexValue.FirstNumber, MongoIndexValue.FirstText);
        filters.Add(Filter.Gte(sorted[0], plan.From.IsNone ? first : MongoIndexValue.Write(plan.From)));
        filters.Add(Filter.Lt(sorted[0], plan.Before.IsNone ? behind : MongoIndexValue.Write(plan.Before)));
    }
}
