using System.Text.Json;
using MongoDB.Bson;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>
/// Makes a filter of conditions. Operators come from this list alone and stand beside the values, so that no value, however it is made, is
/// ever one; there is no <c>$where</c>, <c>$expr</c> or <c>$function</c>.
/// </summary>
public static class ForeignFilter
{
    private const int MaxListed = 1_000;

    /// <summary>What can be compared.</summary>
    public static readonly IReadOnlyList<string> Operators = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "exists"];

    /// <summary>Throws <see cref="UnsoundValueException"/> for a condition that can't be.</summary>
    internal static BsonDocument Of(IReadOnlyList<ForeignCondition> conditions, ForeignValues values)
    {
        var all = new BsonArray();
        foreach (var condition in conditions)
        {
            if (!ForeignNames.IsPath(condition.Field) || !Operators.Contains(condition.Operator))
            {
                throw new UnsoundValueException("a condition", "has a field or an operator that is none");
            }

            all.Add(new BsonDocument(condition.Field, new BsonDocument("$" + condition.Operator, Value(condition, values))));
        }

        return all.Count == 0 ? [] : new BsonDocument("$and", all);
    }

    private static BsonValue Value(ForeignCondition condition, ForeignValues values) => condition.Operator switch
    {
        "exists" => condition.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? values.Of(condition.Value, condition.Field)
            : throw new UnsoundValueException(condition.Field, "must be true or false for exists"),
        "in" => condition.Value.ValueKind == JsonValueKind.Array && condition.Value.GetArrayLength() <= MaxListed
            ? values.Of(condition.Value, condition.Field)
            : throw new UnsoundValueException(condition.Field, $"must be a list of at most {MaxListed} values for in"),
        _ => values.Of(condition.Value, condition.Field),
    };
}
