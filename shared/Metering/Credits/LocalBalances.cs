using System.Globalization;
using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Credits;

/// <summary>Hot balances of one process alone; those unused for long are forgotten and filled anew.</summary>
internal sealed class LocalBalances : IBalanceCounter
{
    private const int Capacity = 10_000;
    private readonly Lock gate = new();
    private readonly RecentMap<Balance> balances = new(Capacity);

    /// <inheritdoc/>
    public async ValueTask<TakeAnswer> TakeAsync(
        string key, long amount, DateTimeOffset at, IReadOnlyList<string> targets, SlotRequest? slot, CancellationToken cancellationToken)
    {
        if (slot is null)
        {
            return Take(key, amount, at, targets);
        }

        var outcome = await slot.TakeAsync(cancellationToken);
        if (outcome > SlotOutcome.Queue)
        {
            return TakeAnswer.NoSlot with { Slot = outcome };
        }

        var answer = Take(key, amount, at, targets);
        if (outcome == SlotOutcome.Taken && answer.Outcome != TakeOutcome.Taken)
        {
            await slot.GiveBackAsync();
        }

        return answer with { Slot = outcome };
    }

    /// <inheritdoc/>
    public ValueTask FillAsync(string key, HotState state, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!balances.TryGet(key, out var there) || Number(there.Epoch) < Number(state.Epoch))
            {
                balances.Set(key, new Balance(state));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> GiveAsync(string key, long amount, CreditMoment moment, string day, IReadOnlyList<string> targets, SlotReturn? slot)
    {
        var epoch = Give(key, amount, moment, day, targets);
        await (slot?.GiveBackAsync() ?? ValueTask.CompletedTask);
        return epoch;
    }

    /// <inheritdoc/>
    public ValueTask GrantAsync(string key, long amount, string month, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (balances.TryGet(key, out var balance) && string.CompareOrdinal(balance.Granted, month) < 0)
            {
                balance.Move(amount, TimeSlices.Of(at));
                balance.Granted = month;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LimitAsync(
        string key, IReadOnlyDictionary<string, long> limits, string day, IReadOnlyDictionary<string, long> used, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (balances.TryGet(key, out var balance))
            {
                balance.Limits = limits;
                foreach (var target in limits.Keys)
                {
                    balance.Used.TryAdd((day, target), used.GetValueOrDefault(target));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<HotState?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(balances.TryGet(key, out var balance) ? balance.State : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SetAsync(string key, string epoch, long expected, long amount, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!balances.TryGet(key, out var balance) || balance.Epoch != epoch || balance.Amount != expected)
            {
                return ValueTask.FromResult(false);
            }

            balance.Amount = amount;
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(string key, string epoch, long since, string day, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (balances.TryGet(key, out var balance) && balance.Epoch == epoch)
            {
                balance.Forget(since, day);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> DropAsync(string key, string? epoch, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var isThere = balances.TryGet(key, out var balance) && (epoch is null || balance.Epoch == epoch);
            if (isThere)
            {
                balances.Remove(key);
            }

            return ValueTask.FromResult(isThere);
        }
    }

    private TakeAnswer Take(string key, long amount, DateTimeOffset at, IReadOnlyList<string> targets)
    {
        lock (gate)
        {
            return balances.TryGet(key, out var balance) ? Take(balance, amount, at, targets) : TakeAnswer.Empty;
        }
    }

    private static long Number(string epoch) => long.Parse(epoch, CultureInfo.InvariantCulture);

    private string? Give(string key, long amount, CreditMoment moment, string day, IReadOnlyList<string> targets)
    {
        lock (gate)
        {
            if (!balances.TryGet(key, out var balance))
            {
                return null;
            }

            if (balance.Epoch == moment.Epoch)
            {
                balance.Move(amount, TimeSlices.Of(moment.At));
                foreach (var target in targets.Where(target => balance.Used.ContainsKey((day, target))))
                {
                    balance.Used[(day, target)] -= amount;
                }
            }

            return balance.Epoch;
        }
    }

    private static TakeAnswer Take(Balance balance, long amount, DateTimeOffset at, IReadOnlyList<string> targets)
    {
        if (amount == 0)
        {
            return new TakeAnswer(TakeOutcome.Taken, balance.Amount, balance.Epoch);
        }

        if (balance.Amount < amount)
        {
            return new TakeAnswer(TakeOutcome.TooLittle, balance.Amount, balance.Epoch);
        }

        var day = TimeSlices.DayOf(at);
        List<string> limited = [.. targets.Where(balance.Limits.ContainsKey)];
        foreach (var target in limited)
        {
            var used = balance.Used.GetValueOrDefault((day, target));
            if (checked(used + amount) > balance.Limits[target])
            {
                return new TakeAnswer(TakeOutcome.OverLimit, balance.Amount, balance.Epoch) { Targets = [target], Most = balance.Limits[target], Used = used };
            }
        }

        foreach (var target in limited)
        {
            balance.Used[(day, target)] = balance.Used.GetValueOrDefault((day, target)) + amount;
        }

        balance.Move(-amount, TimeSlices.Of(at));
        return new TakeAnswer(TakeOutcome.Taken, balance.Amount, balance.Epoch) { Targets = limited };
    }

    private sealed class Balance(HotState state)
    {
        public long Amount { get; set; } = state.Amount;

        public string Granted { get; set; } = state.Granted;

        public string Epoch => state.Epoch;

        public IReadOnlyDictionary<string, long> Limits { get; set; } = state.Limits;

        public Dictionary<long, long> Moves { get; } = new(state.Moves);

        public Dictionary<(string Day, string Target), long> Used { get; } = new(state.Used);

        public HotState State => new(Amount, Epoch, Granted, Since, new Dictionary<long, long>(Moves), Limits, new Dictionary<(string, string), long>(Used));

        private long Since { get; set; } = state.Since;

        public void Move(long amount, long slice)
        {
            Amount = checked(Amount + amount);
            Moves[slice] = checked(Moves.GetValueOrDefault(slice) + amount);
        }

        public void Forget(long since, string day)
        {
            Since = Math.Max(Since, since);
            foreach (var slice in Moves.Keys.Where(slice => slice < since).ToList())
            {
                Moves.Remove(slice);
            }

            foreach (var use in Used.Keys.Where(use => string.CompareOrdinal(use.Day, day) < 0).ToList())
            {
                Used.Remove(use);
            }
        }
    }
}
