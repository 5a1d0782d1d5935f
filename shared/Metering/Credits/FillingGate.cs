using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// Keeps fillings of hot balances and what is written to the ledger ahead (<see cref="IDocumentStore.WriteAheadAsync"/>, where the store
/// checks nothing) apart in this process: what was taken before a filling is written before that reads the ledger, or not at all. Some
/// organizations share a place, which costs one of them a repetition at worst.
/// </summary>
internal sealed class FillingGate
{
    private const int Places = 1_024;
    private readonly Place[] places = [.. Enumerable.Range(0, Places).Select(_ => new Place())];

    /// <summary>To be asked before something is taken, for <see cref="Enter"/>.</summary>
    public long TurnOf(Tenant tenant)
    {
        var place = PlaceOf(tenant);
        lock (place)
        {
            return place.Turn;
        }
    }

    /// <summary>Keeps fillings waiting until it is disposed; null when one has begun since the turn.</summary>
    public IDisposable? Enter(Tenant tenant, long turn)
    {
        var place = PlaceOf(tenant);
        lock (place)
        {
            if (place.Filling is not null || place.Turn != turn)
            {
                return null;
            }

            place.Inside++;
            return new Pass(place);
        }
    }

    /// <summary>
    /// Fills when nobody is inside, or waits for whoever fills already. Nothing where somebody has filled since the turn: what was found empty
    /// then is so no more, and filling it again would refuse all that was taken from it meanwhile.
    /// </summary>
    /// <returns>Whether it was this call that filled.</returns>
    public async Task<bool> FillAsync(Tenant tenant, long turn, Func<Task> fill, CancellationToken cancellationToken)
    {
        var place = PlaceOf(tenant);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? other;
        lock (place)
        {
            if (place.Turn != turn)
            {
                return false;
            }

            other = place.Filling?.Task;
            if (other is null)
            {
                place.Filling = mine;
                place.Empty = place.Inside == 0 ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (other is not null)
        {
            await other.WaitAsync(cancellationToken);
            return false;
        }

        try
        {
            await (place.Empty?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask);
            await fill();
        }
        catch (StoreUnavailableException away)
        {
            // Who waited for it need not wait for the same again.
            Open(place);
            mine.SetException(away);
            _ = mine.Task.Exception;
            throw;
        }
        catch
        {
            Open(place);
            mine.SetResult();
            throw;
        }

        Open(place);
        mine.SetResult();
        return true;
    }

    /// <summary>Ends when nobody fills.</summary>
    public Task FilledAsync(Tenant tenant)
    {
        var place = PlaceOf(tenant);
        lock (place)
        {
            return place.Filling?.Task ?? Task.CompletedTask;
        }
    }

    private static void Open(Place place)
    {
        lock (place)
        {
            place.Turn++;
            place.Filling = null;
            place.Empty = null;
        }
    }

    private Place PlaceOf(Tenant tenant) => places[(uint)string.GetHashCode(tenant.Key, StringComparison.Ordinal) % Places];

    private sealed class Place
    {
        public long Turn { get; set; }

        public int Inside { get; set; }

        public TaskCompletionSource? Filling { get; set; }

        public TaskCompletionSource? Empty { get; set; }
    }

    private sealed class Pass(Place place) : IDisposable
    {
        private bool isOver;

        public void Dispose()
        {
            lock (place)
            {
                if (!isOver && --place.Inside == 0)
                {
                    place.Empty?.TrySetResult();
                }

                isOver = true;
            }
        }
    }
}
