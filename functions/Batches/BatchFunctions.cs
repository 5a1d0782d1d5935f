using System.Globalization;
using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Errors;
using HiveFlow.Flows.Validation;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Limits;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Batches;

/// <summary>Many runs of a flow by one call.</summary>
public sealed class BatchFunctions(
    RunBatches batches,
    BatchRuns runs,
    FlowCatalog catalog,
    FrozenFlows frozen,
    FlowValidator validator,
    InputSchemas schemas,
    CreditBook credits,
    IOptions<BatchOptions> options,
    TimeProvider clock)
{
    private const string OfFlow = "api/flows/{id:length(24)}/batches";
    private const string One = OfFlow + "/{batchId:length(24)}";
    private const int MostFaulty = 20;

    // What a caller waits for; the job does the rest.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    /// <summary>Starts a batch.</summary>
    [Function("Batches_Create")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Idempotent]
    [Operation("Starts a run of a flow for each of up to 1,000 inputs. All inputs and the credits for all of them are checked before anything starts; once it is accepted every run is started, whatever happens.")]
    [Takes(typeof(BatchRequest))]
    [Gives(202, typeof(BatchView), Name = "batch")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(BatchesApiJson.Default.BatchRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var caller = request.Caller();
        if (await catalog.GetAsync(caller.Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var checkedBatch = await CheckAsync(caller, flow, body.Value.Inputs ?? [], cancellationToken);
        if (!checkedBatch.IsSuccess)
        {
            return Answer.Problem(checkedBatch.Error);
        }

        var inputs = JsonSerializer.SerializeToElement(body.Value.Inputs!, BatchesApiJson.Default.IReadOnlyListJsonElement);
        JsonAnswer? answer = null;
        var made = await batches.CreateAsync(
            caller.Tenant, checkedBatch.Value, inputs, batch => request.Remember(answer = Accepted(batch)), cancellationToken);
        if (!made.IsSuccess)
        {
            return Answer.Problem(made.Error);
        }

        await runs.StartAsync(client, made.Value, clock.GetUtcNow() + AtOnce, cancellationToken);
        return answer!;
    }

    /// <summary>Lists batches.</summary>
    [Function("Batches_List")]
    [Access(Access.Read)]
    [Operation("Lists a flow's batches, newest first, without the counts of their runs.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(BatchView), Name = "batches", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor, tenant) = (query.Limit(), query.Cursor(), request.Caller().Tenant);
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (await catalog.GetAsync(tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var page = await batches.ListAsync(tenant, id, limit, cursor, cancellationToken);
        return Answer.List("batches", [.. page.Items.Select(item => BatchView.Of(item.Document, null))], BatchesApiJson.Default.BatchView, page.NextCursor);
    }

    /// <summary>One batch.</summary>
    [Function("Batches_Get")]
    [Access(Access.Read)]
    [Operation("Gets a batch with the counts of its runs by how they stand.")]
    [Gives(200, typeof(BatchView), Name = "batch")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string id, string batchId, CancellationToken cancellationToken) =>
        await batches.GetAsync(request.Caller().Tenant, id, batchId, cancellationToken) is { } batch
            ? await ShowAsync(batch, cancellationToken)
            : Answer.Problem(RequestErrors.NotFound("batch"));

    /// <summary>Its runs.</summary>
    [Function("Batches_Runs")]
    [Access(Access.Read)]
    [Operation("Lists the runs of a batch in the order of its inputs; inputs without a run so far are left out.")]
    [Query("limit", "Inputs looked at, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(BatchRunView), Name = "runs", IsList = true)]
    public async Task<IResult> Runs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/runs")] HttpRequest request, string id, string batchId, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var from = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            throw new InvalidCursorException();
        }

        if (await batches.GetAsync(request.Caller().Tenant, id, batchId, cancellationToken) is not { } batch)
        {
            return Answer.Problem(RequestErrors.NotFound("batch"));
        }

        from = Math.Min(from, batch.Document.Count);
        var found = await batches.RunsAsync(batch, from, limit, cancellationToken);
        var next = from + limit < batch.Document.Count ? (from + limit).ToString(CultureInfo.InvariantCulture) : null;
        return Answer.List(
            "runs", [.. found.OrderBy(run => run.Key).Select(run => BatchRunView.Of(run.Key, run.Value))], BatchesApiJson.Default.BatchRunView, next);
    }

    /// <summary>Cancels a batch.</summary>
    [Function("Batches_Cancel")]
    [Access(Access.Execute)]
    [Operation("Cancels a batch: no more of its runs are started, and those that have not ended are cancelled. Cancelling it again is harmless.")]
    [Gives(200, typeof(BatchView), Name = "batch")]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string batchId,
        CancellationToken cancellationToken)
    {
        if (await batches.GetAsync(request.Caller().Tenant, id, batchId, cancellationToken) is not { } batch)
        {
            return Answer.Problem(RequestErrors.NotFound("batch"));
        }

        var cancelled = await runs.CancelAsync(client, batch, clock.GetUtcNow() + AtOnce, cancellationToken);
        return cancelled.IsSuccess ? await ShowAsync(cancelled.Value, cancellationToken) : Answer.Problem(cancelled.Error);
    }

    private static JsonAnswer Accepted(RunBatch batch) => Answer.Named(
        "batch",
        BatchView.Of(batch, tally: null),
        BatchesApiJson.Default.BatchView,
        status: StatusCodes.Status202Accepted,
        location: $"/api/flows/{batch.FlowId}/batches/{batch.Id}");

    private async Task<IResult> ShowAsync(Stored<RunBatch> batch, CancellationToken cancellationToken) => Answer.Named(
        "batch", BatchView.Of(batch.Document, await batches.TallyAsync(batch, cancellationToken)), BatchesApiJson.Default.BatchView);

    private async Task<Result<RunBatch>> CheckAsync(Caller caller, Stored<Flow> stored, IReadOnlyList<JsonElement> inputs, CancellationToken cancellationToken)
    {
        var flow = stored.Document;
        if (InputsFault(flow, inputs) is { } unfit)
        {
            return unfit;
        }

        if (flow.Status == FlowStatus.Archived)
        {
            return FlowErrors.Archived();
        }

        var snapshot = await frozen.FreezeAsync(caller.Tenant, flow.Nodes, flow.Edges, cancellationToken);
        if ((validator.SizeFault(snapshot.Graph) ?? validator.StartFault(snapshot.Graph)) is { } fault)
        {
            return RequestErrors.Invalid(fault.Field, fault.Message);
        }

        return await credits.ShortfallAsync(caller.Tenant, inputs.Count, snapshot.Plan.Nodes.Count, cancellationToken) is { } shortfall
            ? shortfall
            : new RunBatch
            {
                Id = DocumentId.New(clock).ToString(),
                OrganizationId = caller.OrganizationId.ToString(),
                FlowId = flow.Id,
                FlowHash = snapshot.Hash,
                FlowVersion = flow.Version,
                UserId = caller.UserId.ToString(),
                KeyId = caller.KeyId,
                KeyFlows = RunLauncher.KeyFlowsOf(caller),
                Count = inputs.Count,
                Inputs = new Payload(),
                CreatedAt = clock.GetUtcNow(),
            };
    }

    private Error? InputsFault(Flow flow, IReadOnlyList<JsonElement> inputs)
    {
        if (inputs.Count < 1 || inputs.Count > options.Value.MaxInputs)
        {
            return RequestErrors.Invalid("inputs", $"inputs must be a list of 1 to {options.Value.MaxInputs} objects.");
        }

        Dictionary<string, IReadOnlyList<string>> faults = [];
        for (var place = 0; place < inputs.Count && faults.Count < MostFaulty; place++)
        {
            if (inputs[place].ValueKind != JsonValueKind.Object)
            {
                faults[Named(place)] = ["An input must be an object."];
            }
            else if (schemas.FaultOf(flow, inputs[place]) is { } fault)
            {
                if (fault.Fields.Keys.All(field => field == InputSchemas.Field))
                {
                    return fault;
                }

                foreach (var (field, sentences) in fault.Fields)
                {
                    faults[Named(place) + field["inputs".Length..]] = sentences;
                }
            }
        }

        return faults.Count == 0 ? null : RequestErrors.Invalid(faults);

        static string Named(int place) => string.Create(CultureInfo.InvariantCulture, $"inputs.{place}");
    }
}
