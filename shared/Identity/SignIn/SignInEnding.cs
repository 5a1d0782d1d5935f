using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Sso;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// How every visit to a provider ends, by whatever protocol: the browser goes back to the client's listed address with a one-time code
/// or with the stable name of what went wrong; never with a token.
/// </summary>
internal sealed class SignInEnding(
    IDocumentStore store,
    SignInCodes codes,
    ProviderAccounts accounts,
    SsoProvisioning provisioning,
    SsoEnforcement enforcement,
    Revocations revocations,
    AuditLog audit,
    TimeProvider clock)
{
    private const int MaxRaces = 3;

    /// <summary>Ends a visit that the provider answered well.</summary>
    /// <param name="visit">Taken, so nobody else has it.</param>
    /// <param name="identity">Whom the provider vouches for, checked.</param>
    /// <param name="connection">The organization's connection; null for Google and GitHub.</param>
    /// <param name="actor">Who came, from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Uri> EndAsync(
        SignInTransactionDocument visit, OutsideIdentity identity, SsoConnection? connection, AuditActor actor, CancellationToken cancellationToken)
    {
        if (identity.SessionEndsAt <= clock.GetUtcNow())
        {
            return await RefuseAsync(visit, SignInErrors.ProviderAnswer("its own session is over"), actor, cancellationToken);
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            AdmittedPerson? person = null;
            if (visit.Intent == SignInIntent.LogIn)
            {
                var admitted = await AdmitAsync(identity, connection, actor, cancellationToken);
                if (!admitted.IsSuccess)
                {
                    return await RefuseAsync(visit, admitted.Error, actor, cancellationToken);
                }

                person = admitted.Value;
            }

            var account = person is null
                ? null
                : await store.GetAsync(AccountDocument.Collection, Tenant.System, person.UserId, cancellationToken);
            var (code, write) = codes.Make(visit, identity, person, account?.Document.Stamp ?? 0);
            var written = await store.WriteAsync([.. person?.Writes ?? [], write, Entry(visit, person, actor)], cancellationToken);
            if (!written.IsApplied)
            {
                // The same person came twice at once: look again at what is there by now.
                continue;
            }

            if (person is { IsChanged: true })
            {
                revocations.Publish(RevocationKind.User, person.UserId);
            }

            return Back(visit, "code", code);
        }

        return await RefuseAsync(visit, RequestErrors.VersionConflict("account"), actor, cancellationToken);
    }

    /// <summary>Ends a visit that came to nothing.</summary>
    public async Task<Uri> RefuseAsync(SignInTransactionDocument visit, Error error, AuditActor actor, CancellationToken cancellationToken)
    {
        await audit.RecordAsync(
            new AuditAct("sign_in.refused", actor, Tenant.System)
            {
                IsRefused = true,
                TargetType = "provider",
                TargetId = visit.Target,
                Details = new Dictionary<string, string> { ["reason"] = error.Code.Value },
            },
            cancellationToken);
        return Back(visit, "error", error.Code.Value);
    }

    private async Task<Result<AdmittedPerson>> AdmitAsync(
        OutsideIdentity identity, SsoConnection? connection, AuditActor actor, CancellationToken cancellationToken)
    {
        if (connection is not null)
        {
            return await provisioning.AdmitAsync(connection, identity, actor, cancellationToken);
        }

        var person = await accounts.AdmitAsync(identity, actor, cancellationToken);
        if (!person.IsSuccess)
        {
            return person;
        }

        // By the account's own address: the provider's may be another one by now.
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, person.Value.UserId, cancellationToken);
        var forced = await enforcement.CheckAsync(person.Value.UserId, account?.Document.Email ?? identity.Email ?? string.Empty, cancellationToken);
        return forced is null ? person : forced;
    }

    private DocumentWrite Entry(SignInTransactionDocument visit, AdmittedPerson? person, AuditActor actor) => audit.Entry(
        new AuditAct(visit.Intent == SignInIntent.Link ? "sign_in.proved" : "sign_in.completed", actor, Tenant.System)
        {
            TargetType = "provider",
            TargetId = visit.Target,
            SubjectUserId = person?.UserId,
            Details = new Dictionary<string, string> { ["client"] = visit.Client },
        });

    private static Uri Back(SignInTransactionDocument visit, string name, string value)
    {
        var parts = new Dictionary<string, string?> { [name] = value };
        if (visit.ClientState is { } state)
        {
            parts["state"] = state;
        }

        return new Uri(QueryHelpers.AddQueryString(visit.RedirectUri, parts));
    }
}
