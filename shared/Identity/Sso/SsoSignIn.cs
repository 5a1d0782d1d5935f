using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>Logging in by an organization's OpenID provider.</summary>
public sealed class SsoSignIn
{
    private readonly IDocumentStore store;
    private readonly SsoLookup connections;
    private readonly SsoPlaces places;
    private readonly ClientSecrets secrets;
    private readonly SignInTransactions visits;
    private readonly SignInEnding ending;
    private readonly OidcFlow oidc;

    internal SsoSignIn(
        IDocumentStore store,
        SsoLookup connections,
        SsoPlaces places,
        ClientSecrets secrets,
        SignInTransactions visits,
        SignInEnding ending,
        OidcFlow oidc)
    {
        this.store = store;
        this.connections = connections;
        this.places = places;
        this.secrets = secrets;
        this.visits = visits;
        this.ending = ending;
        this.oidc = oidc;
    }

    /// <summary>How somebody with an address logs in, by its domain alone.</summary>
    public async Task<Result<SsoDiscovery>> DiscoverAsync(string email, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return RequestErrors.Invalid("email", "email is no mail address.");
        }

        var domain = await store.GetAsync(VerifiedDomainDocument.Collection, Tenant.System, address.Domain, cancellationToken);
        if (domain is null || !DocumentId.TryParse(domain.Document.OrganizationId, out var organization))
        {
            return Password();
        }

        var policy = await store.GetAsync(SsoPolicyDocument.Collection, Tenant.Of(organization), organization.ToString(), cancellationToken);
        if (policy?.Document.ConnectionId is not { } id)
        {
            return Password();
        }

        var connection = await store.GetAsync(SsoConnectionDocument.Collection, Tenant.Of(organization), id, cancellationToken);
        return connection is { Document.IsEnabled: true }
            ? new SsoDiscovery("sso", places.Start(connection.Document.Kind, id), policy.Document.IsForced)
            : Password();
    }

    /// <summary>Begins a visit; see <see cref="ProviderSignIn.StartAsync"/>.</summary>
    public async Task<Result<SignInRedirect>> StartAsync(
        string connectionId, SignInRequest request, string? cookie, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await connections.FindAsync(connectionId, SsoKind.Oidc, cancellationToken) is not { } connection)
        {
            return NotFound();
        }

        var visit = await visits.BeginAsync(connection.Id, request, cookie, detail: null, address, cancellationToken);
        if (!visit.IsSuccess)
        {
            return visit.Error;
        }

        var url = await oidc.AuthorizeAsync(ClientOf(connection), visit.Value, cancellationToken);
        return url.IsSuccess ? new SignInRedirect(url.Value, visit.Value.Browser.Reveal()) : url.Error;
    }

    /// <summary>Ends a visit; see <see cref="ProviderSignIn.FinishAsync"/>.</summary>
    public async Task<Result<Uri>> FinishAsync(
        string connectionId, ProviderReturn back, string? cookie, IPAddress? address, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(back);
        if (await connections.FindAsync(connectionId, SsoKind.Oidc, cancellationToken) is not { } connection)
        {
            return NotFound();
        }

        var browser = BrowserSecret.Parse(cookie);
        var visit = await visits.TakeAsync(connection.Id, back.State, browser, address, cancellationToken);
        if (visit is null || browser is null)
        {
            return SignInErrors.Over();
        }

        var identity = await oidc.RedeemAsync(ClientOf(connection), back, browser, cancellationToken);
        return identity.IsSuccess
            ? await ending.EndAsync(visit, identity.Value, connection, actor, cancellationToken)
            : await ending.RefuseAsync(visit, identity.Error, actor, cancellationToken);
    }

    private OidcClient ClientOf(SsoConnection connection)
    {
        var settings = connection.Document.Oidc ?? throw new InvalidOperationException("An OIDC connection has no OIDC part.");
        var secret = secrets.Open(connection.Id, settings.ProtectedSecret);
        return new OidcClient(
            connection.OrganizationId, connection.Id, settings.Issuer, settings.ClientId, secret, places.Callback(connection.Id))
        {
            Scopes = settings.Scopes,
            StrongAcr = settings.StrongAcr,
            AsksForStrongAcr = connection.Document.DemandsSecondFactor,
            RoleClaim = connection.Document.RoleClaim,
            IsEmailVerifiedUnlessDenied = true,
        };
    }

    private static SsoDiscovery Password() => new("password", null, false);

    private static Error NotFound() => RequestErrors.NotFound("connection");
}
