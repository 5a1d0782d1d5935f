using HiveFlow.Live.WebPubSub;
using HiveFlow.Metering.Availability;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Live;

/// <summary>What means that something is away for the moment, and no bug.</summary>
internal static class RemoteFaults
{
    public static bool IsOutage(Exception fault) =>
        fault is WebPubSubUnavailableException or StoreUnavailableException || RedisHealth.IsOutage(fault);
}
