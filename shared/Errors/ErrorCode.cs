namespace HiveFlow.Errors;

/// <summary>
/// A stable, documented name of one kind of failure, such as <c>flow_not_found</c>: lower-case words joined by <c>_</c>.
/// Declared as <c>public static readonly</c> fields of the capability that fails so; each has a page <c>docs/errors/&lt;value&gt;.md</c>.
/// </summary>
/// <param name="Value">The code as clients see it.</param>
/// <param name="Kind">Its HTTP meaning.</param>
public sealed record ErrorCode(string Value, ErrorKind Kind)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
