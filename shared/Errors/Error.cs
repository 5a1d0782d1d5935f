namespace HiveFlow.Errors;

/// <summary>
/// An expected failure as a value. Made only by named constructors of a capability (<c>FlowErrors.NotFound(id)</c>) through
/// <see cref="Of"/>; never holds a secret, a stack trace or a .NET type name.
/// </summary>
public sealed record Error
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoFields =
        new Dictionary<string, IReadOnlyList<string>>();

    private Error(ErrorCode code, string message)
    {
        Code = code;
        Message = message;
    }

    /// <summary>The stable code.</summary>
    public ErrorCode Code { get; }

    /// <summary>One readable sentence for the caller.</summary>
    public string Message { get; }

    /// <summary>Faults by field (path from the body's root), empty when the failure is not about fields.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; } = NoFields;

    /// <summary>How long to wait before another try; always set for RateLimited and Unavailable.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For the named constructors of capabilities only.</summary>
    public static Error Of(ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrEmpty(message);
        return new Error(code, message);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Code.Value}: {Message}";
}
