using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Bootstrap;

/// <summary>
/// Makes the first account of an empty installation, so that a first call can be made by copy and paste. The host asks for it
/// outside production only: there, accounts come by registration alone.
/// </summary>
public sealed class OwnerBootstrap
{
    private const string Email = "owner@localhost";
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int PasswordLength = 24;

    private readonly IDocumentStore store;
    private readonly AccountOpening opening;
    private readonly SlowHashing hashing;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal OwnerBootstrap(IDocumentStore store, AccountOpening opening, SlowHashing hashing, AuditLog audit, TimeProvider clock)
    {
        this.store = store;
        this.opening = opening;
        this.hashing = hashing;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>Account and key in one write; null when there is any account already.</summary>
    public async Task<FirstOwner?> RunAsync(CancellationToken cancellationToken)
    {
        var any = await store.QueryAsync(AccountDocument.Collection, Tenant.System, new DocumentQuery("id") { Limit = 1 }, cancellationToken);
        if (any.Items.Count > 0)
        {
            return null;
        }

        var password = RandomNumberGenerator.GetString(Letters, PasswordLength);
        var keyId = DocumentId.New(clock);
        var key = ApiKeyText.Create(keyId);
        var hashes = await hashing.RunAsync(() => (Password: PasswordHash.Create(password), Key: ApiKeyHash.Create(key)), cancellationToken);
        if (!hashes.IsSuccess)
        {
            return null;
        }

        var (userId, account, writes) = opening.NewAccount(Email, "Owner", hashes.Value.Password);
        var document = new ApiKeyDocument(
            "owner", "Made at the first start.", account.OrganizationId, userId, hashes.Value.Key, Scopes.All, 0, clock.GetUtcNow(), null);
        var act = KeyAudit.Act(KeyAudit.Created, AuditActor.System("first start"), keyId.ToString(), document);
        var written = await store.WriteAsync(
            [.. writes, DocumentWrite.Insert(ApiKeyDocument.Collection, Tenant.System, keyId.ToString(), document), audit.Entry(act)], cancellationToken);
        return written.IsApplied ? new FirstOwner(Email, new Secret(password), new Secret(key)) : null;
    }
}
