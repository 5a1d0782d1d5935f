using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Approvals;
using HiveFlow.Metering.Limits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Waits;

/// <summary>
/// Approvals by the link in a mail: the token is the whole credential, stands behind the link's <c>#</c>, where browsers send it to no
/// server, and comes in bodies only. Opening the page changes nothing.
/// </summary>
public sealed class ApprovalLinkFunctions(ApprovalLinks links, ApproverDirectory people, RunStore runs, RunWaits waits, ApprovalDesk desk)
{
    private readonly ScriptedPage page = new("HiveFlow.Functions.Waits.approval.html");

    /// <summary>The page a mailed link opens.</summary>
    [Function("Approvals_Page")]
    [Access(Access.Anonymous, Transport = Transport.Redirect)]
    [Limit(LimitClasses.Public)]
    [Operation("The page that a mailed approval link opens: it shows who asks what, and decides only when a button is pressed.")]
    [Gives(200, typeof(string), ContentType = "text/html")]
    public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approval")] HttpRequest request) => page;

    /// <summary>Shows what a link is about.</summary>
    [Function("Approvals_Show")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Shows what a mailed approval link is about. A call with POST, so that the token stands in no URL.")]
    [Takes(typeof(ApprovalTokenRequest))]
    [Gives(200, typeof(ApprovalView), Name = "approval")]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/approvals/show")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(WaitsJson.Default.ApprovalTokenRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var found = await FindAsync(body.Value.Token, cancellationToken);
        return found.IsSuccess
            ? Answer.Named("approval", await ViewAsync(found.Value, cancellationToken), WaitsJson.Default.ApprovalView)
            : Answer.Problem(found.Error);
    }

    /// <summary>Decides by a link.</summary>
    [Function("Approvals_Decide")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Decides by a mailed approval link, in the name of the person it was mailed to, as far as they may decide now.")]
    [Takes(typeof(LinkDecisionRequest))]
    [Gives(200, typeof(ApprovalView), Name = "approval")]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/approvals/decide")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(WaitsJson.Default.LinkDecisionRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var found = await FindAsync(body.Value.Token, cancellationToken);
        if (!found.IsSuccess)
        {
            return Answer.Problem(found.Error);
        }

        if (body.Value.Decision is not ("approve" or "reject"))
        {
            return Answer.Problem(RequestErrors.Invalid("decision", "decision must be approve or reject."));
        }

        var (link, run, wait) = found.Value;
        var actor = request.Actor() with { UserId = link.Person.UserId.ToString(), Name = link.Person.Email };
        var decided = await desk.DecideAsync(
            client,
            run.Tenant,
            wait,
            new WaitDecision(body.Value.Decision == "approve", ApprovalDesk.Decider(link.Person), body.Value.Comment),
            actor,
            "link",
            _ => [],
            cancellationToken);
        return decided.IsSuccess
            ? Answer.Named("approval", await ViewAsync(found.Value with { Wait = decided.Value }, cancellationToken), WaitsJson.Default.ApprovalView)
            : Answer.Problem(decided.Error);
    }

    /// <summary>The approval of a link, if its person may still decide it; else as if it had never been.</summary>
    private async Task<Result<Asked>> FindAsync(string token, CancellationToken cancellationToken)
    {
        var link = await links.OpenAsync(token, cancellationToken);
        if (!link.IsSuccess)
        {
            return link.Error;
        }

        return await runs.GetAsync(link.Value.Person.OrganizationId, link.Value.RunId, cancellationToken) is { } run
            && await waits.GetAsync(run.Tenant, link.Value.WaitId, cancellationToken) is { Document: { Kind: WaitKinds.Approval } wait }
            && wait.RunId == run.Id
            && wait.Admits(ApprovalDesk.Decider(link.Value.Person))
                ? new Asked(link.Value, run, wait)
                : RequestErrors.NotFound("approval");
    }

    private async Task<ApprovalView> ViewAsync(Asked asked, CancellationToken cancellationToken)
    {
        var (link, run, wait) = asked;
        var isOver = wait.IsOpen && RunStatus.IsFinal(run.Document.Status);
        return new ApprovalView(
            link.Organization,
            run.Document.FlowName,
            run.Id,
            await RunStarters.NameAsync(people, run.Document, cancellationToken),
            run.Document.CreatedAt,
            wait.Message,
            wait.Deadline,
            link.Person.Email,
            isOver ? "ended" : wait.Status,
            wait.By);
    }

    private sealed record Asked(OpenedApprovalLink Link, Stored<Run> Run, RunWait Wait);
}
