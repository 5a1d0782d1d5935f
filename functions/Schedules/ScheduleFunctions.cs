using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Triggers.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Schedules;

/// <summary>The schedules of a flow.</summary>
public sealed class ScheduleFunctions(FlowSchedules schedules, FlowCatalog flows, AlarmClock alarms)
{
    private const string OfFlow = "api/flows/{id:length(24)}/schedules";
    private const string One = OfFlow + "/{scheduleId:length(24)}";
    private const int Shown = 5;
    private const int MostShown = 50;

    /// <summary>Lists them.</summary>
    [Function("Schedules_List")]
    [Access(Access.Read)]
    [Operation("Lists a flow's schedules, newest first, each with its next run.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(ScheduleView), Name = "schedules", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor, tenant) = (query.Limit(), query.Cursor(), request.Caller().Tenant);
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (await flows.GetAsync(tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var page = await schedules.ListAsync(tenant, id, limit, cursor, cancellationToken);
        return Answer.List(
            "schedules", [.. page.Items.Select(one => ScheduleView.Of(one.Document, 1))], SchedulesApiJson.Default.ScheduleView, page.NextCursor);
    }

    /// <summary>Makes one.</summary>
    [Function("Schedules_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Makes a schedule: cron (5 or 6 fields) with an IANA time zone, or an interval.")]
    [Takes(typeof(ScheduleDraft))]
    [Gives(201, typeof(ScheduleView), Name = "schedule")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(SchedulesApiJson.Default.ScheduleDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var tenant = request.Caller().Tenant;
        if (await flows.GetAsync(tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        JsonAnswer? answer = null;
        var made = await schedules.CreateAsync(
            tenant, request.Actor(), id, draft.Value, schedule => request.Remember(answer = Made(schedule)), cancellationToken);
        if (!made.IsSuccess)
        {
            return Answer.Problem(made.Error);
        }

        await SetAlarmAsync(client, made.Value, cancellationToken);
        return answer!;
    }

    /// <summary>When a timing would be due.</summary>
    [Function("Schedules_Preview")]
    [Access(Access.Write)]
    [Operation("Says when a schedule like this would be due, without making it; what could not be made is refused the same.")]
    [Query("runs", "How many of the next runs, 1 to 50; 5 by default.", IsNumber = true)]
    [Takes(typeof(ScheduleDraft))]
    [Gives(200, typeof(NextRunsAnswer))]
    public async Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/preview")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var runs = query.Number("runs", 1, MostShown) ?? Shown;
        var draft = await request.ReadJsonAsync(SchedulesApiJson.Default.ScheduleDraft, cancellationToken);
        if ((query.Error ?? draft.Error) is { } error)
        {
            return Answer.Problem(error);
        }

        if (await flows.GetAsync(request.Caller().Tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var preview = schedules.Preview(request.Caller().Tenant, id, draft.Value!, runs);
        return preview.IsSuccess ? Answer.Ok(new NextRunsAnswer(preview.Value), SchedulesApiJson.Default.NextRunsAnswer) : Answer.Problem(preview.Error);
    }

    /// <summary>One.</summary>
    [Function("Schedules_Get")]
    [Access(Access.Read)]
    [Operation("Gets a schedule with its next runs.")]
    [Query("runs", "How many of the next runs, 1 to 50; 5 by default.", IsNumber = true)]
    [Gives(200, typeof(ScheduleView), Name = "schedule")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string id, string scheduleId, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var runs = query.Number("runs", 1, MostShown) ?? Shown;
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        return await schedules.GetAsync(request.Caller().Tenant, id, scheduleId, cancellationToken) is { } found
            ? Answer.Named("schedule", ScheduleView.Of(found.Document, runs), SchedulesApiJson.Default.ScheduleView)
            : Answer.Problem(RequestErrors.NotFound("schedule"));
    }

    /// <summary>Replaces one.</summary>
    [Function("Schedules_Replace")]
    [Access(Access.Write)]
    [Operation("Replaces a schedule; with version or If-Match a lost race is refused (409). One that follows a trigger node keeps the node's timing.")]
    [Takes(typeof(ScheduleDraft))]
    [Gives(200, typeof(ScheduleView), Name = "schedule")]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string scheduleId,
        CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(SchedulesApiJson.Default.ScheduleDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var version = IfMatch.Read(request.Headers, draft.Value.Version);
        if (!version.IsSuccess)
        {
            return Answer.Problem(version.Error);
        }

        var replaced = await schedules.ReplaceAsync(
            request.Caller().Tenant, request.Actor(), id, scheduleId, draft.Value with { Version = version.Value.Version }, cancellationToken);
        return await ShowAsync(client, replaced, cancellationToken);
    }

    /// <summary>Removes one.</summary>
    [Function("Schedules_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a schedule; runs that it started go on.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string id, string scheduleId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var version = IfMatch.Read(request.Headers, null);
        if (!version.IsSuccess)
        {
            return Answer.Problem(version.Error);
        }

        var deleted = await schedules.DeleteAsync(
            request.Caller().Tenant, request.Actor(), id, scheduleId, version.Value.Version, cancellationToken);
        return deleted.IsSuccess ? Answer.Ok() : Answer.Problem(deleted.Error);
    }

    /// <summary>Pauses one.</summary>
    [Function("Schedules_Pause")]
    [Access(Access.Execute)]
    [Operation("Pauses a schedule: it starts nothing, and what was due meanwhile is not made up for.")]
    [Gives(200, typeof(ScheduleView), Name = "schedule")]
    public async Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/pause")] HttpRequest request,
        string id,
        string scheduleId,
        CancellationToken cancellationToken) =>
        Show(await schedules.PauseAsync(request.Caller().Tenant, request.Actor(), id, scheduleId, isPaused: true, cancellationToken));

    /// <summary>Lets one go on.</summary>
    [Function("Schedules_Resume")]
    [Access(Access.Execute)]
    [Operation("Lets a schedule go on with its next occurrence from now on.")]
    [Gives(200, typeof(ScheduleView), Name = "schedule")]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/resume")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string scheduleId,
        CancellationToken cancellationToken) => await ShowAsync(
            client,
            await schedules.PauseAsync(request.Caller().Tenant, request.Actor(), id, scheduleId, isPaused: false, cancellationToken),
            cancellationToken);

    private static JsonAnswer Made(Schedule schedule) => Answer.Named(
        "schedule",
        ScheduleView.Of(schedule, Shown),
        SchedulesApiJson.Default.ScheduleView,
        status: StatusCodes.Status201Created,
        location: $"/api/flows/{schedule.FlowId}/schedules/{schedule.Id}");

    private async Task<IResult> ShowAsync(DurableTaskClient client, Result<Schedule> schedule, CancellationToken cancellationToken)
    {
        if (schedule.IsSuccess)
        {
            await SetAlarmAsync(client, schedule.Value, cancellationToken);
        }

        return Show(schedule);
    }

    private async Task SetAlarmAsync(DurableTaskClient client, Schedule schedule, CancellationToken cancellationToken)
    {
        if (FlowSchedules.NextRuns(schedule, 1) is [var next])
        {
            await alarms.SetAsync(client, next, cancellationToken);
        }
    }

    private static IResult Show(Result<Schedule> schedule) => schedule.IsSuccess
        ? Answer.Named("schedule", ScheduleView.Of(schedule.Value, Shown), SchedulesApiJson.Default.ScheduleView)
        : Answer.Problem(schedule.Error);
}
