using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Maintenance;

/// <summary>
/// Work that nobody asks for and that has to be done now and then. The one timer function calls all of them, since on Azure each timer
/// function has instances of its own. What a call does not get done, or dies over, is left to the next.
/// </summary>
public interface IMaintenanceJob
{
    /// <summary>Its name, of lower-case letters and hyphens; never changed, since its record is kept under it.</summary>
    string Name { get; }

    /// <summary>
    /// How often, by one instance at a time; the first time after as long. Zero: at every call of the timer on every instance, for work
    /// that claims each piece by itself.
    /// </summary>
    TimeSpan Every { get; }

    /// <summary>Does a part of it, until the given time at the latest; it is cancelled soon after.</summary>
    /// <returns>Whether something is left: then it is called again the next minute.</returns>
    Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken);
}
