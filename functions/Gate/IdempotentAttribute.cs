namespace HiveFlow.Functions.Gate;

/// <summary>
/// A function that makes something and takes an <c>Idempotency-Key</c>: the same key and request within 24 hours get the first
/// answer again, and nothing is made twice. For functions that do not see to it themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute
{
    /// <summary>
    /// The place of a one-time secret in the answer, such as <c>apiKey.key</c>, or several with a space between: null in what is remembered
    /// and repeated.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>
    /// Whether the function itself gives the first answer again, which it finds by <c>request.FirstAnswer()</c>: for what it left out, and can make
    /// anew. Default false.
    /// </summary>
    public bool IsRepeatedByFunction { get; init; }

    /// <summary>
    /// Whether the body is too large to hold: it is compared by a hash taken while the function reads it to its end. Default false.
    /// </summary>
    public bool IsStreamed { get; init; }
}
