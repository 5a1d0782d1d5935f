namespace Microsoft.DurableTask.Worker;

/// <summary>Says which properties of an exception go into its <see cref="TaskFailureDetails"/>; a service of the host.</summary>
public interface IExceptionPropertiesProvider
{
    /// <summary>The properties by name, none of them secret; null: none.</summary>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
