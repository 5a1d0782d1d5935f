using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>A disk that cannot be used is an outage.</summary>
internal static class DiskFaults
{
    public static void Outage(Action action) => Outage(() =>
    {
        action();
        return 0;
    });

    public static T Outage<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(failure);
        }
    }

    public static StoreUnavailableException Unavailable(Exception failure) => new("The file store's disk cannot be used.", failure);
}
