namespace Microsoft.DurableTask;

/// <summary>A failure as history keeps it: names and text in place of the exception itself.</summary>
/// <param name="ErrorType">The exception's type, by its full name.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Where it was thrown, if known.</param>
/// <param name="InnerFailure">What caused it; of an aggregate the first cause.</param>
/// <param name="Properties">What an <see cref="Worker.IExceptionPropertiesProvider"/> said about it.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>The details of an exception and of the whole chain that caused it.</summary>
    public static TaskFailureDetails FromException(Exception exception) => FromException(exception, null);

    /// <summary>Whether the failure was this exception, or one derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    /// <summary>
    /// Whether the failure was this exception, or one derived from it. The failure's type is looked for by its full name in
    /// the loaded assemblies; a type that isn't there is no match.
    /// </summary>
    /// <exception cref="ArgumentException">The type is no exception's.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"{targetBaseExceptionType} is no exception type.", nameof(targetBaseExceptionType));
        }

        return ErrorTypeName.IsDerivedFrom(ErrorType, targetBaseExceptionType);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>
    /// As <see cref="FromException(Exception)"/>, with the properties that <paramref name="propertiesOf"/> knows of each
    /// exception in the chain. A task's own failure carries its properties already.
    /// </summary>
    internal static TaskFailureDetails FromException(Exception exception, Func<Exception, IDictionary<string, object?>?>? propertiesOf)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? cause = exception is TaskFailedException { FailureDetails: { } taskFailure }
            ? taskFailure
            : exception.InnerException is { } inner ? FromException(inner, propertiesOf) : null;
        return new TaskFailureDetails(
            exception.GetType().ToString(), exception.Message, exception.StackTrace, cause, propertiesOf?.Invoke(exception));
    }
}
