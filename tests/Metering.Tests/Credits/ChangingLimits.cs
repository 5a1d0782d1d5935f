using HiveFlow.FreshStore;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>A store in which something happens just after an organization's limits were read for the n-th time.</summary>
internal sealed class ChangingLimits(IDocumentStore store) : ForwardingStore(store)
{
    private int left;
    private Func<Task>? then;

    /// <summary>Does something after that many readings from now, once.</summary>
    public void After(int readings, Func<Task> act) => (left, then) = (readings, act);

    public override async ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        var read = await Inner.GetAsync(collection, tenant, id, cancellationToken);
        if (then is { } act && ReferenceEquals(collection, CreditLimits.Collection) && --left == 0)
        {
            then = null;
            await act();
        }

        return read;
    }
}
