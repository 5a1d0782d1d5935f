using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// Logging in by an organization's SAML 2.0 identity provider (saml-profiles-2.0-os section 4.1): a request by HTTP-Redirect, the answer
/// by HTTP-POST. Answers to no request are not taken.
/// </summary>
public sealed class SamlSignIn
{
    private readonly SsoLookup connections;
    private readonly SignInTransactions visits;
    private readonly SignInEnding ending;
    private readonly UsedAssertions used;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly SamlOptions options;

    internal SamlSignIn(
        SsoLookup connections,
        SignInTransactions visits,
        SignInEnding ending,
        UsedAssertions used,
        AuditLog audit,
        IOptions<SamlOptions> options,
        TimeProvider clock,
        ILogger<SamlSignIn> logger)
    {
        this.connections = connections;
        this.visits = visits;
        this.ending = ending;
        this.used = used;
        this.audit = audit;
        this.clock = clock;
        this.logger = logger;
        this.options = options.Value;
    }

    /// <summary>Our metadata for the identity provider of a connection, XML; 404 when there is no such connection.</summary>
    public async Task<Result<string>> MetadataAsync(string connectionId, CancellationToken cancellationToken) =>
        await FindAsync(connectionId, cancellationToken) is { } connection
            ? PlaceOf(connection).Metadata()
            : NotFound();

    /// <summary>Begins a login: where to send the browser, and what its cookie must hold on the way back.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="request">What the client asks.</param>
    /// <param name="cookie">The sign-in cookie that the browser has already; null for none.</param>
    /// <param name="address">Where from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<SignInRedirect>> StartAsync(
        string connectionId, SignInRequest request, string? cookie, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await FindAsync(connectionId, cancellationToken) is not { } connection)
        {
            return NotFound();
        }

        var asked = AuthnRequest.New(clock.GetUtcNow());
        var begun = await visits.BeginAsync(connection.Id, request, cookie, asked.Id, address, cancellationToken);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        var url = asked.Redirect(connection.Document.Saml!.SsoUrl, PlaceOf(connection), begun.Value.State);
        return new SignInRedirect(new Uri(url), begun.Value.Browser.Reveal());
    }

    /// <summary>
    /// Takes the answer. Gives the client's own address with a one-time code, or with the name of what went wrong; fails only when
    /// there is nothing to go back to, because no such login is under way in this browser.
    /// </summary>
    /// <param name="connectionId">The connection that the answer was posted for.</param>
    /// <param name="response">The form field <c>SAMLResponse</c>.</param>
    /// <param name="relayState">The form field <c>RelayState</c>.</param>
    /// <param name="cookie">The sign-in cookie.</param>
    /// <param name="actor">Who came.</param>
    /// <param name="address">Where from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Uri>> AcceptAsync(
        string connectionId,
        string? response,
        string? relayState,
        string? cookie,
        AuditActor actor,
        IPAddress? address,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await FindAsync(connectionId, cancellationToken) is not { } connection)
        {
            return NotFound();
        }

        var visit = await visits.TakeAsync(connection.Id, relayState, BrowserSecret.Parse(cookie), address, cancellationToken);
        if (visit?.Detail is not { } requestId)
        {
            return SignInErrors.Over();
        }

        var login = await CheckAsync(connection, response ?? string.Empty, requestId, cancellationToken);
        if (!login.IsSuccess)
        {
            await TellAdminsAsync(connection, login.Error, actor, cancellationToken);
            return await ending.RefuseAsync(visit, login.Error, actor, cancellationToken);
        }

        return await ending.EndAsync(visit, IdentityOf(connection, login.Value), connection, actor, cancellationToken);
    }

    private static OutsideIdentity IdentityOf(SsoConnection connection, SamlLogin login)
    {
        var settings = connection.Document.Saml!;
        var email = settings.EmailAttribute is { } attribute ? login.Single(attribute) : login.IsEmailSubject ? login.Subject : null;
        return new OutsideIdentity(connection.Id, login.Issuer, login.Subject)
        {
            Email = email,

            // The organization's own provider vouches for it; provisioning takes it in the organization's proven domains only.
            IsEmailVerified = email is not null,
            Name = login.Single(settings.NameAttribute),
            RoleValues = login.Values(connection.Document.RoleClaim),
            HasSecondFactor = StrongContexts.AreIn(login, settings),
            AuthenticatedAt = login.AuthenticatedAt,
            SessionEndsAt = login.SessionEndsAt,
        };
    }

    private static Error NotFound() => RequestErrors.NotFound("connection");

    private async Task<Result<SamlLogin>> CheckAsync(SsoConnection connection, string response, string requestId, CancellationToken cancellationToken)
    {
        var settings = connection.Document.Saml!;
        var place = PlaceOf(connection);
        var expected = new SamlExpectation(settings.EntityId, place.EntityId, place.AcsUrl, requestId, clock.GetUtcNow(), options.ClockSkew);
        var keys = SigningCertificates.KeysOf(settings.Certificates);
        try
        {
            var checkedLogin = SamlResponse.Check(response, keys, expected);
            return checkedLogin.IsSuccess && !await used.TryUseAsync(connection.Id, checkedLogin.Value, cancellationToken)
                ? SamlErrors.Refused(SamlFault.Replayed)
                : checkedLogin;
        }
        finally
        {
            foreach (var key in keys)
            {
                key.Dispose();
            }
        }
    }

    /// <summary>The browser is told the name of the fault alone; why stands in the organization's audit log.</summary>
    private async Task TellAdminsAsync(SsoConnection connection, Error error, AuditActor actor, CancellationToken cancellationToken)
    {
        SamlLog.Refused(logger, connection.Id, actor.Address, error.Message);
        var tenant = DocumentId.TryParse(connection.OrganizationId, out var organization) ? Tenant.Of(organization) : Tenant.System;
        await audit.RecordAsync(
            new AuditAct("saml_response.refused", actor, tenant)
            {
                IsRefused = true,
                TargetType = "sso_connection",
                TargetId = connection.Id,
                Details = new Dictionary<string, string> { ["reason"] = error.Message },
            },
            cancellationToken);
    }

    private async Task<SsoConnection?> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(connectionId, SsoKind.Saml, cancellationToken);
        return connection?.Document.Saml is null ? null : connection;
    }

    private ServiceProviderPlace PlaceOf(SsoConnection connection) => ServiceProviderPlace.Of(options.PublicUrl, connection.Id);
}
