using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// Sets up, proves and removes a person's authenticator (TOTP, RFC 6238). What it changes asks for a second factor given a moment
/// ago: functions declare that.
/// </summary>
public sealed class TotpRegistry
{
    private static readonly TimeSpan SetupLifetime = TimeSpan.FromMinutes(15);

    private readonly IDocumentStore store;
    private readonly SecondFactors factors;
    private readonly SecretProtection protection;
    private readonly FactorNotices notices;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;
    private readonly string issuer;

    internal TotpRegistry(
        IDocumentStore store,
        SecondFactors factors,
        SecretProtection protection,
        FactorNotices notices,
        AuditLog audit,
        Revocations revocations,
        IOptions<IdentityOptions> options,
        TimeProvider clock)
    {
        this.store = store;
        this.factors = factors;
        this.protection = protection;
        this.notices = notices;
        this.audit = audit;
        this.revocations = revocations;
        this.clock = clock;
        issuer = options.Value.TotpIssuer;
    }

    /// <summary>What there is.</summary>
    public async Task<TotpStatus> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var factor = await factors.FindAsync(caller.UserId.ToString(), cancellationToken);
        return StatusOf(factor?.Document);
    }

    /// <summary>
    /// A new secret that counts for nothing before its first code came back within 15 minutes. An authenticator that is there
    /// already is asked for until then, and replaced by it.
    /// </summary>
    public async Task<Result<TotpSetup>> SetUpAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var userId = caller.UserId.ToString();
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        try
        {
            var now = clock.GetUtcNow();
            var stored = await store.GetAsync(SecondFactorDocument.Collection, Tenant.System, userId, cancellationToken);
            var pending = (stored?.Document ?? SecondFactorDocument.None) with
            {
                PendingSecret = protection.Protect(userId, SecondFactors.Purpose, secret),
                PendingAt = now,
            };
            var write = stored is null
                ? DocumentWrite.Insert(SecondFactorDocument.Collection, Tenant.System, userId, pending)
                : SecondFactors.Replace(stored, pending);
            if (!(await store.WriteAsync([write, audit.Entry(ActOf("totp.setup_begun", caller, actor))], cancellationToken)).IsApplied)
            {
                return RequestErrors.VersionConflict("authenticator");
            }

            var text = Base32.Encode(secret);
            var uri = OtpAuthUri.Of(issuer, caller.Email, text);
            return new TotpSetup(new Secret(text), new Secret(uri), new Secret(QrSvg.Of(uri)), now + SetupLifetime);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Takes the first code of the secret that was set up: from now on it is asked for. Gives ten recovery codes, once.</summary>
    public async Task<Result<IReadOnlyList<Secret>>> EnableAsync(
        Caller caller, string code, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(actor);
        var userId = caller.UserId.ToString();
        var now = clock.GetUtcNow();
        var stored = await store.GetAsync(SecondFactorDocument.Collection, Tenant.System, userId, cancellationToken);
        if (stored?.Document is not { PendingSecret: { } waiting, PendingAt: { } since } document || now - since >= SetupLifetime
            || !protection.TryOpen(userId, SecondFactors.Purpose, waiting, out var secret))
        {
            return SecondFactorErrors.SetupMissing();
        }

        var step = Totp.Match(secret, code, now, lastStep: 0);
        CryptographicOperations.ZeroMemory(secret);
        if (step is null)
        {
            return RequestErrors.Invalid("code", "code is not the one that the authenticator shows; check the clock of its device.");
        }

        var recovery = await factors.NewRecoveryCodesAsync(cancellationToken);
        if (!recovery.IsSuccess)
        {
            return recovery.Error;
        }

        var enabled = new SecondFactorDocument(waiting, step.Value, recovery.Value.Hashes, now, null, null);
        var action = document.Secret is null ? "totp.enabled" : "totp.replaced";
        var written = await store.WriteAsync(
            [SecondFactors.Replace(stored, enabled), FactorTries.Forget(userId), audit.Entry(ActOf(action, caller, actor))], cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("authenticator");
        }

        // What instances remember of the person may say that the authenticator is missing.
        revocations.Publish(RevocationKind.User, userId);
        notices.Enabled(caller.Email, actor);
        return recovery.Value.Codes.Select(c => new Secret(c)).ToList();
    }

    /// <summary>Removes the authenticator, its recovery codes, and a setup that waits.</summary>
    public async Task<Result> DisableAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var userId = caller.UserId.ToString();
        if (!await factors.IsEnrolledAsync(userId, cancellationToken))
        {
            return SecondFactorErrors.NotEnrolled();
        }

        await store.WriteAsync([.. SecondFactors.Removal(userId), audit.Entry(ActOf("totp.disabled", caller, actor))], cancellationToken);
        revocations.Publish(RevocationKind.User, userId);
        notices.Disabled(caller.Email, actor);
        return Result.Success;
    }

    /// <summary>Ten other recovery codes; the ones before are worth nothing then.</summary>
    public async Task<Result<IReadOnlyList<Secret>>> RenewRecoveryCodesAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var factor = await factors.FindAsync(caller.UserId.ToString(), cancellationToken);
        if (factor is null)
        {
            return SecondFactorErrors.NotEnrolled();
        }

        var recovery = await factors.NewRecoveryCodesAsync(cancellationToken);
        if (!recovery.IsSuccess)
        {
            return recovery.Error;
        }

        var renewed = SecondFactors.Replace(factor, factor.Document with { RecoveryHashes = recovery.Value.Hashes });
        var written = await store.WriteAsync([renewed, audit.Entry(ActOf("recovery_codes.renewed", caller, actor))], cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("authenticator");
        }

        notices.RecoveryCodesRenewed(caller.Email, actor);
        return recovery.Value.Codes.Select(c => new Secret(c)).ToList();
    }

    private static TotpStatus StatusOf(SecondFactorDocument? document) => document is null
        ? new TotpStatus(false, null, 0)
        : new TotpStatus(true, document.EnabledAt, document.RecoveryCodesLeft());

    private static AuditAct ActOf(string action, Caller caller, AuditActor actor) =>
        new(action, actor, Tenant.System) { TargetType = "user", TargetId = caller.UserId.ToString(), SubjectUserId = caller.UserId.ToString() };
}
