using System.Text.Json;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>One condition of a filter. All of a filter must hold.</summary>
/// <param name="Field">A dotted path; no part begins with <c>$</c>.</param>
/// <param name="Operator">One of <see cref="ForeignFilter.Operators"/>.</param>
/// <param name="Value">What to compare with: always a value, whatever is in it, never an operator.</param>
public sealed record ForeignCondition(string Field, string Operator, JsonElement Value);
