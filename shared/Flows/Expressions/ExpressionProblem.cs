namespace HiveFlow.Flows.Expressions;

/// <summary>An expression in a node's data that cannot be parsed.</summary>
/// <param name="Field">Its path within the data, such as <c>headers.Authorization</c>.</param>
/// <param name="Position">Where in that text, in characters from 0.</param>
/// <param name="Message">One readable sentence.</param>
public sealed record ExpressionProblem(string Field, int Position, string Message);
