namespace Microsoft.DurableTask;

/// <summary>Turns what the engine deserialized into what a task declares.</summary>
internal static class TaskInput
{
    /// <summary>The input itself; null becomes the type's default, because value types have no null.</summary>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public static T As<T>(object? input) => input switch
    {
        T typed => typed,
        null => default!,
        _ => throw new ArgumentException($"The task takes {typeof(T)} and was given {input.GetType()}.", nameof(input)),
    };
}
