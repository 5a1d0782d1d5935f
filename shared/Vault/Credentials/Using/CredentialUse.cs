using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.OAuth;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Vault.Credentials.Using;

/// <summary>Opens credentials for steps and for tests: with the person's right to it at that moment, and never from memory.</summary>
public sealed class CredentialUse
{
    private readonly IDocumentStore store;
    private readonly CredentialSecrets secrets;
    private readonly OAuthTokens tokens;
    private readonly MemberRole roles;
    private readonly CredentialRegistry registry;

    internal CredentialUse(IDocumentStore store, CredentialSecrets secrets, OAuthTokens tokens, MemberRole roles, CredentialRegistry registry)
    {
        this.registry = registry;
        this.store = store;
        this.secrets = secrets;
        this.tokens = tokens;
        this.roles = roles;
    }

    /// <summary>
    /// Opens one for somebody; dispose it as soon as its step is over. Fails as <c>credential_forbidden</c> without the right or the
    /// credential, <c>secret_unreadable</c>, <c>service_unavailable</c>, or with what the token server said.
    /// </summary>
    /// <param name="tenant">Whose credential.</param>
    /// <param name="userId">The person in whose name it is used; null has no rights.</param>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Result<OpenedCredential>> OpenAsync(Tenant tenant, string? userId, string id, CancellationToken cancellationToken)
    {
        if (userId is null
            || !DocumentId.TryParse(id, out _)
            || await roles(tenant, userId, cancellationToken) is not { } role
            || await store.GetAsync(Credential.Collection, tenant, id, cancellationToken) is not { } stored
            || !new CredentialUser(tenant, userId, role).MayUse(stored.Document)
            || CredentialTypes.Find(stored.Document.Type) is not { } type)
        {
            return CredentialErrors.Forbidden();
        }

        var credential = stored.Document;
        if (type.Name == CredentialTypes.OAuth2)
        {
            var fresh = await tokens.FreshAsync(stored, cancellationToken);
            if (!fresh.IsSuccess)
            {
                return fresh.Error;
            }

            credential = fresh.Value;
        }

        if (credential.SealedSecret is not { } value)
        {
            return new OpenedCredential(credential, type, secret: null);
        }

        var opened = await secrets.OpenAsync(tenant, id, value, cancellationToken);
        return opened.IsSuccess ? new OpenedCredential(credential, type, opened.Value) : opened.Error;
    }

    /// <summary>Which of these credentials a person may not put into a flow now.</summary>
    public async ValueTask<IReadOnlySet<string>> ForbiddenAsync(
        Tenant tenant, string? userId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        return userId is not null && await roles(tenant, userId, cancellationToken) is { } role
            ? await registry.ForbiddenAsync(new CredentialUser(tenant, userId, role), ids, cancellationToken)
            : ids.ToHashSet(StringComparer.Ordinal);
    }
}
