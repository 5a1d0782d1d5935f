using HiveFlow.Errors;

namespace HiveFlow.Flows.Expressions;

/// <summary>How an expression fails when a run evaluates it.</summary>
public static class ExpressionErrors
{
    /// <summary>It has no meaning, or its evaluation threw.</summary>
    public static readonly ErrorCode FailedCode = new("expression_failed", ErrorKind.Invalid);

    /// <summary>It wanted more time, memory, calls or size than an expression may have.</summary>
    public static readonly ErrorCode LimitCode = new("expression_limit", ErrorKind.Invalid);

    private const int LongestQuote = 120;
    private const int LongestReason = 300;

    // What JavaScript throws without a word: an object of ours has nothing that makes a number or a text of it.
    private const string NoReason = "a value in it is of a kind that this can't be done with, such as an object where a number or a text belongs";

    /// <summary>The expression could not be parsed or threw.</summary>
    public static Error Failed(string expression, string reason) => Error.Of(FailedCode, $"{Quote(expression)} failed: {Cut(reason.Length == 0 ? NoReason : reason)}");

    /// <summary>A limit was reached.</summary>
    public static Error Limit(string expression, string limit) => Error.Of(LimitCode, $"{Quote(expression)} was stopped: {Cut(limit)}");

    /// <summary>The same failure, naming where the expression stands.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="field">The path within the node's data.</param>
    public static Error At(Error error, string field)
    {
        ArgumentNullException.ThrowIfNull(error);
        var located = Error.Of(error.Code, $"In {field}: {error.Message}");
        return located with { Fields = new Dictionary<string, IReadOnlyList<string>> { [field] = [error.Message] } };
    }

    private static string Quote(string expression) =>
        $"{{{{ {(expression.Length <= LongestQuote ? expression : string.Concat(expression.AsSpan(0, LongestQuote), "…")).Trim()} }}}}";

    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : string.Concat(reason.AsSpan(0, LongestReason), "…");
}
