using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace HiveFlow.Engine.Execution;

/// <summary>
/// The configured converter with a bound on what it writes: large data belongs into a store, and a reference to it into the history.
/// </summary>
internal sealed class BoundedDataConverter(DataConverter inner, int mostChars) : DataConverter
{
    /// <exception cref="InvalidOperationException">The value is larger than the bound.</exception>
    [return: NotNullIfNotNull(nameof(value))]
    public override string? Serialize(object? value)
    {
        var data = inner.Serialize(value);
        return data is null || data.Length <= mostChars
            ? data
            : throw new InvalidOperationException(
                $"The data is {data.Length:N0} characters long, and inputs, outputs, events and states have at most {mostChars:N0}: store it and pass a reference.");
    }

    [return: NotNullIfNotNull(nameof(data))]
    public override object? Deserialize(string? data, Type targetType) => inner.Deserialize(data, targetType);
}
