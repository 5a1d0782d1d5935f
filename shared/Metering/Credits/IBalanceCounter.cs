using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Credits;

/// <summary>Counts hot balances, each operation atomic: in Redis, or in this process.</summary>
internal interface IBalanceCounter
{
    /// <summary>Takes all or nothing, and a slot with it where one is asked for: both, or neither. Takes 0 from whatever there is.</summary>
    ValueTask<TakeAnswer> TakeAsync(
        string key, long amount, DateTimeOffset at, IReadOnlyList<string> targets, SlotRequest? slot, CancellationToken cancellationToken);

    /// <summary>Fills one that is empty or of an earlier filling; another is left.</summary>
    ValueTask FillAsync(string key, HotState state, CancellationToken cancellationToken);

    /// <summary>
    /// Adds to that filling, and lessens what the targets used that day; gives a slot back with it. Gives the epoch of the filling that there is;
    /// null for none.
    /// </summary>
    ValueTask<string?> GiveAsync(string key, long amount, CreditMoment moment, string day, IReadOnlyList<string> targets, SlotReturn? slot);

    /// <summary>Adds a grant of a month that it does not have.</summary>
    ValueTask GrantAsync(string key, long amount, string month, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Sets all limits at once where there is a balance; what a target has used today counts unless it is known better.</summary>
    ValueTask LimitAsync(string key, IReadOnlyDictionary<string, long> limits, string day, IReadOnlyDictionary<string, long> used, CancellationToken cancellationToken);

    /// <summary>All it holds; null when there is none.</summary>
    ValueTask<HotState?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sets the amount where it stands as expected.</summary>
    ValueTask<bool> SetAsync(string key, string epoch, long expected, long amount, CancellationToken cancellationToken);

    /// <summary>Forgets old slices and days.</summary>
    ValueTask ForgetAsync(string key, string epoch, long since, string day, CancellationToken cancellationToken);

    /// <summary>Empties it.</summary>
    /// <param name="key">Which.</param>
    /// <param name="epoch">Only if it is that filling; null for whichever.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> DropAsync(string key, string? epoch, CancellationToken cancellationToken);
}
