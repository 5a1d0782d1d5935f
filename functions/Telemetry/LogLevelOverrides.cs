using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HiveFlow.Functions.Telemetry;

/// <summary>Puts log levels over the configured ones, whatever provider those are for, and has every logger take them over at once.</summary>
public sealed class LogLevelOverrides : IPostConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>, IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource change = new();
    private IReadOnlyList<LogLevelRule> rules = [];

    /// <inheritdoc/>
    public string Name => Options.DefaultName;

    /// <inheritdoc/>
    public IChangeToken GetChangeToken()
    {
        lock (gate)
        {
            return new CancellationChangeToken(change.Token);
        }
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<LogLevelRule> present;
        lock (gate)
        {
            present = rules;
        }

        // A rule for one provider goes before one for all of them, so each provider that has any gets ours too.
        string?[] providers = [null, .. options.Rules.Select(r => r.ProviderName).OfType<string>().Distinct()];
        foreach (var rule in present)
        {
            LogLevels.TryRead(rule.Level, out var level);
            foreach (var provider in providers)
            {
                options.Rules.Add(new LoggerFilterRule(provider, rule.Category, level, filter: null));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => change.Dispose();

    /// <summary>Puts these over them.</summary>
    /// <returns>Whether that changed anything.</returns>
    internal bool Set(IReadOnlyList<LogLevelRule> levels)
    {
        CancellationTokenSource told;
        lock (gate)
        {
            if (rules.Select(r => (r.Category, r.Level)).SequenceEqual(levels.Select(r => (r.Category, r.Level))))
            {
                rules = levels;
                return false;
            }

            rules = levels;
            (told, change) = (change, new CancellationTokenSource());
        }

        told.Cancel();
        told.Dispose();
        return true;
    }
}
