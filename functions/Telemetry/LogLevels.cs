using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Telemetry;

/// <summary>
/// Log levels changed while the service runs: kept in the store, taken over by every instance within ten seconds, over by themselves. Only
/// for categories of our own: frameworks write paths and headers at low levels, and secrets stand in them.
/// </summary>
public sealed partial class LogLevels(
    IDocumentStore store, AuditLog audit, LogLevelOverrides overrides, TimeProvider clock, ILogger<LogLevels> logger) : BackgroundService
{
    private const int MostRules = 100;
    private const int MaxCategory = 200;
    private const int MaxMinutes = 1_440;
    private const string Ours = "HiveFlow";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>Those that hold now.</summary>
    public async Task<IReadOnlyList<LogLevelRule>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var page = await store.QueryAsync(
            LogLevelRule.Collection, Tenant.System, new DocumentQuery(LogLevelRule.ByEnd) { From = now, Limit = MostRules }, cancellationToken);
        return [.. page.Items.Select(i => i.Document).Where(r => r.Until > now).OrderBy(r => r.Category, StringComparer.Ordinal)];
    }

    /// <summary>Sets one; that of the same category is replaced. It stands in the audit log.</summary>
    public async Task<Result<LogLevelRule>> SetAsync(
        string? category, string? level, int? minutes, AuditActor actor, CancellationToken cancellationToken)
    {
        if (!IsOurs(category))
        {
            return RequestErrors.Invalid("category", $"category must be {Ours} or begin with {Ours}., and have at most {MaxCategory} letters, digits and dots.");
        }

        if (!TryRead(level, out _))
        {
            return RequestErrors.Invalid("level", "level must be trace, debug, information, warning, error, critical or none.");
        }

        if (minutes is not (>= 1 and <= MaxMinutes))
        {
            return RequestErrors.Invalid("minutes", $"minutes must be 1 to {MaxMinutes}.");
        }

        var rules = await ListAsync(cancellationToken);
        if (rules.Count >= MostRules && !rules.Any(r => r.Category == category))
        {
            return RequestErrors.Invalid("category", $"There are {MostRules} changed levels already.");
        }

        var rule = new LogLevelRule(category!, level!, clock.GetUtcNow().AddMinutes(minutes.Value));
        var act = new AuditAct("log_level.changed", actor, Tenant.System)
        {
            TargetType = "log_level",
            TargetId = category,
            Details = new Dictionary<string, string> { ["level"] = level!, ["until"] = rule.Until.ToString("O", System.Globalization.CultureInfo.InvariantCulture) },
        };
        await store.WriteAsync([DocumentWrite.Upsert(LogLevelRule.Collection, Tenant.System, category!, rule), audit.Entry(act)], cancellationToken);
        await TakeOverAsync(cancellationToken);
        return rule;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TakeOverAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, it must not stop the host.
                NotRead(logger, fault);
            }

            await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static bool TryRead(string? name, out LogLevel level)
    {
        level = LogLevel.None;
        return name is not null && name.All(char.IsAsciiLetterLower) && Enum.TryParse(name, ignoreCase: true, out level);
    }

    private static bool IsOurs(string? category) =>
        category is { Length: <= MaxCategory }
        && (category == Ours || category.StartsWith(Ours + ".", StringComparison.Ordinal))
        && category.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
        && !category.EndsWith('.');

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var rules = await ListAsync(cancellationToken);
        if (overrides.Set(rules))
        {
            TakenOver(logger, rules.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Log levels changed: {Count} hold for a while.")]
    private static partial void TakenOver(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Changed log levels could not be read; they stay as they are.")]
    private static partial void NotRead(ILogger logger, Exception fault);
}
