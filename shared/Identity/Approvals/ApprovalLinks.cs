using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Tokens;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Approvals;

/// <summary>
/// Links by which a person decides one approval without logging in: signed, with an audience of their own, for one person and one approval.
/// Nothing of them is stored. They end with the approval, with the person's membership or right to steer runs, and with everything else that
/// ends all of the person's sessions.
/// </summary>
public sealed class ApprovalLinks
{
    private const string OrganizationClaim = "org";
    private const string RunClaim = "run";
    private const string StampClaim = "stamp";
    private readonly IDocumentStore store;
    private readonly SignedTokens tokens;
    private readonly People people;
    private readonly TimeProvider clock;

    internal ApprovalLinks(IDocumentStore store, SignedTokens tokens, People people, TimeProvider clock)
    {
        this.store = store;
        this.tokens = tokens;
        this.people = people;
        this.clock = clock;
    }

    /// <summary>Makes one; null when the person may not steer runs of the organization (any more).</summary>
    /// <param name="tenant">The run's organization.</param>
    /// <param name="userId">For whom.</param>
    /// <param name="runId">Of which run.</param>
    /// <param name="waitId">Which approval.</param>
    /// <param name="lifetime">How long it is good, at most 30 days.</param>
    /// <param name="deadline">When it is over at the latest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IssuedApprovalLink?> IssueAsync(
        Tenant tenant, string userId, string runId, string waitId, TimeSpan lifetime, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (await PersonAsync(userId, tenant.Key, cancellationToken) is not { IsSuccess: true, Value: var person })
        {
            return null;
        }

        var latest = clock.GetUtcNow() + lifetime;
        var expiresAt = deadline < latest ? deadline : latest;
        var token = new SignedToken(waitId, userId, expiresAt)
        {
            Claims = new Dictionary<string, string>
            {
                [OrganizationClaim] = tenant.Key,
                [RunClaim] = runId,
                [StampClaim] = StampOf(person),
            },
        };
        return new IssuedApprovalLink(
            person.Email, await NameAsync(tenant.Key, cancellationToken), tokens.Create(TokenPurpose.ApprovalLink, token), expiresAt);
    }

    /// <summary>Checks one: <c>not_found</c> for whatever is wrong with it, <c>totp_required</c> where the organization asks for an authenticator.</summary>
    public async Task<Result<OpenedApprovalLink>> OpenAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (await tokens.CheckAsync(TokenPurpose.ApprovalLink, token) is not { } link
            || !link.Claims.TryGetValue(OrganizationClaim, out var organization)
            || !link.Claims.TryGetValue(RunClaim, out var run)
            || !link.Claims.TryGetValue(StampClaim, out var stamp))
        {
            return RequestErrors.NotFound("approval");
        }

        var person = await PersonAsync(link.Subject, organization, cancellationToken);
        if (!person.IsSuccess || StampOf(person.Value) != stamp)
        {
            return RequestErrors.NotFound("approval");
        }

        return person.Value.IsTotpMissing
            ? SecondFactorErrors.TotpRequired()
            : new OpenedApprovalLink(person.Value, await NameAsync(organization, cancellationToken), run, link.Id);
    }

    private static string StampOf(Caller person) => person.AccountStamp.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Result<Caller>> PersonAsync(string userId, string organizationId, CancellationToken cancellationToken)
    {
        var person = await people.ResolveAsync(userId, organizationId, Scopes.All, cancellationToken);
        return person is { IsSuccess: true, Value.Role: < Role.Member } ? CredentialErrors.Invalid() : person;
    }

    private async Task<string> NameAsync(string organizationId, CancellationToken cancellationToken) =>
        (await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken))?.Document.Name ?? string.Empty;
}
