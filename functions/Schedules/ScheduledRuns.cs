using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Operators;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Schedules;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Schedules;

/// <summary>Starts the runs of schedules by the one launcher: the published version, once there is one, with the rights of the flow's owner.</summary>
public sealed class ScheduledRuns(RunLauncher launcher, FlowCatalog catalog, RunStore runs)
{
    /// <summary>Starts the run of an occurrence; the same one again gives the same run. Null where it is left out: the organization is closed, or its run was deleted.</summary>
    public async Task<Result<string?>> StartAsync(
        DurableTaskClient client, Schedule schedule, DateTimeOffset occurrence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!DocumentId.TryParse(schedule.OrganizationId, out var organization)
            || await catalog.GetAsync(Tenant.Of(organization), schedule.FlowId, cancellationToken) is not { } flow)
        {
            return RequestErrors.NotFound("flow");
        }

        var launch = new Launch(null, flow, schedule.Input, null) { By = new Triggered("schedule", RunIdOf(schedule.Id, occurrence), schedule.Id) };
        var launched = await launcher.LaunchAsync(client, launch, listen: false, cancellationToken);
        return launched.IsSuccess ? launched.Value.Run.Id
            : launched.Error.Code == OperatorErrors.TriggersClosedCode || launched.Error.Code == RunErrors.RunDeletedCode ? (string?)null
            : launched.Error;
    }

    /// <summary>How a run stands; see <see cref="ScheduleRunState"/>.</summary>
    public async ValueTask<ScheduleRunStanding> StandingOfAsync(string organizationId, string runId, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(organizationId, out var organization) || await runs.GetAsync(organization, runId, cancellationToken) is not { } run)
        {
            return ScheduleRunStanding.Gone;
        }

        return run.Document.Status == RunStatus.Failed ? ScheduleRunStanding.Failed
            : RunStatus.IsFinal(run.Document.Status) ? ScheduleRunStanding.Ended
            : ScheduleRunStanding.GoesOn;
    }

    /// <summary>The run of an occurrence: seconds since 1970 and 8 bytes of a hash, so that it is made once however often it is launched.</summary>
    private static string RunIdOf(string scheduleId, DateTimeOffset occurrence)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"schedule/{scheduleId}/{occurrence.ToUnixTimeMilliseconds()}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{(uint)occurrence.ToUnixTimeSeconds():x8}{hash}");
    }
}
