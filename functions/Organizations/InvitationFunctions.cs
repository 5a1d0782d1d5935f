using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Organizations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Organizations;

/// <summary>Invitations into the organization that X-Organization-Id chooses, and their acceptance.</summary>
public sealed class InvitationFunctions(InvitationRegistry invitations, InvitationAcceptance acceptance)
{
    private const string One = "invitation";
    private const string Many = "invitations";
    private const string ById = "api/invitations/{id:length(24)}";

    /// <summary>Lists the open ones.</summary>
    [Function("Invitations_List")]
    [Access(Access.Admin)]
    [Operation("Lists the organization's open invitations, the newest first.")]
    [Gives(200, typeof(InvitationView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/invitations")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Many, await invitations.ListAsync(request.Caller(), cancellationToken), OrganizationJson.Default.InvitationView, nextCursor: null);

    /// <summary>Invites somebody.</summary>
    [Function("Invitations_Create")]
    [Access(Access.Admin)]
    [Idempotent]
    [Operation("Mails an invitation; it opens once, for seven days, for a session of the invited address.")]
    [Takes(typeof(InvitationRequest))]
    [Gives(201, typeof(InvitationView), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/invitations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.InvitationRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var made = await invitations.InviteAsync(request.Caller(), body.Value.Email, body.Value.Role, request.Actor(), cancellationToken);
        return made.IsSuccess
            ? Answer.Named(One, made.Value, OrganizationJson.Default.InvitationView, status: StatusCodes.Status201Created)
            : Answer.Problem(made.Error);
    }

    /// <summary>Takes one back.</summary>
    [Function("Invitations_Revoke")]
    [Access(Access.Admin)]
    [Operation("Takes an invitation back.")]
    [Gives(200, typeof(InvitationView), Name = One)]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await invitations.RevokeAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Mails one again.</summary>
    [Function("Invitations_Resend")]
    [Access(Access.Admin)]
    [Operation("Mails an invitation again, with a new token, at most every 60 seconds and five times a day.")]
    [Gives(200, typeof(InvitationView), Name = One)]
    public async Task<IResult> Resend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/resend")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await invitations.ResendAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Accepts one.</summary>
    [Function("Invitations_Accept")]
    [Access(Access.Session)]
    [Operation("Joins an organization by the token that was mailed to the caller's own address.")]
    [Takes(typeof(AcceptRequest))]
    [Gives(200, typeof(Membership), Name = "organization")]
    public async Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/invitations/accept")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OrganizationJson.Default.AcceptRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var joined = await acceptance.AcceptAsync(request.Caller(), body.Value.Token, request.Actor(), cancellationToken);
        return joined.IsSuccess ? Answer.Named("organization", joined.Value, OrganizationJson.Default.Membership) : Answer.Problem(joined.Error);
    }

    private static IResult Show(Result<InvitationView> invitation) => invitation.IsSuccess
        ? Answer.Named(One, invitation.Value, OrganizationJson.Default.InvitationView)
        : Answer.Problem(invitation.Error);
}
