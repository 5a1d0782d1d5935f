using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Sso;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// Registration, login by password, and the profile. What is answered, and how long it takes, is the same whether or not an
/// address has an account: the same hashes are computed and the same mails go out.
/// </summary>
public sealed class AccountRegistry
{
    private const int MaxName = 100;
    private const int MaxRaces = 5;

    private readonly IDocumentStore store;
    private readonly PasswordPolicy passwords;
    private readonly SlowHashing hashing;
    private readonly LoginFailures failures;
    private readonly ChallengeRegistry challenges;
    private readonly SsoEnforcement enforcement;
    private readonly AuditLog audit;
    private readonly ILogger logger;

    internal AccountRegistry(
        IDocumentStore store,
        PasswordPolicy passwords,
        SlowHashing hashing,
        LoginFailures failures,
        ChallengeRegistry challenges,
        SsoEnforcement enforcement,
        AuditLog audit,
        ILogger<AccountRegistry> logger)
    {
        this.store = store;
        this.passwords = passwords;
        this.hashing = hashing;
        this.failures = failures;
        this.challenges = challenges;
        this.enforcement = enforcement;
        this.audit = audit;
        this.logger = logger;
    }

    /// <summary>
    /// Begins a registration: mails a code to the address. There is no account before the code came back. An address that has an
    /// account gets a mail that says so, and the caller the same answer.
    /// </summary>
    public async Task<Result<StartedChallenge>> RegisterAsync(
        string email, string password, string name, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(name);
        if (await failures.BeginAsync($"register:{ClientAddress.Name(address)}", FailurePolicy.Address, cancellationToken) is { } wait)
        {
            return AccountErrors.TooManyTries(wait);
        }

        var trimmed = name.Trim();
        if (Check(email, password, trimmed, out var mailbox) is { } fault)
        {
            return fault;
        }

        // Of the domain alone, before anything is looked up about the address: it tells nothing of accounts.
        if (await enforcement.CheckAsync(userId: null, mailbox.ToString(), cancellationToken) is { } required)
        {
            return required;
        }

        var hash = await hashing.RunAsync(() => PasswordHash.Create(password), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var existing = await FindAsync(mailbox, cancellationToken);
        return existing is null
            ? await challenges.StartAsync(
                new NewChallenge(ChallengePurpose.Registration, mailbox.ToString()) { Name = trimmed, PasswordHash = hash.Value }, cancellationToken)
            : await challenges.StartAsync(new NewChallenge(ChallengePurpose.TakenAddress, mailbox.ToString()), cancellationToken);
    }

    /// <summary>Checks address and password and mails a code; a password alone opens nothing.</summary>
    public async Task<Result<StartedChallenge>> LogInAsync(
        string email, string password, IPAddress? address, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(password);
        var from = ClientAddress.Name(address);
        var isAddress = EmailAddress.TryParse(email, out var mailbox);
        if (!isAddress || password.Length > PasswordPolicy.MaxLength * 2)
        {
            return AccountErrors.CredentialsWrong();
        }

        // Where the person logged in before, they are counted apart: strangers who guess elsewhere cannot shut them out.
        var place = $"{mailbox} {from}";
        var byAccount = await failures.IsKnownAsync(place, cancellationToken) ? $"account:{place}" : $"account:{mailbox}";
        var byAddress = $"login:{from}";
        if (await BeginAsync(byAddress, byAccount, cancellationToken) is { } wait)
        {
            IdentityLog.Login(logger, from, "too many tries");
            return AccountErrors.TooManyTries(wait);
        }

        var account = await FindAsync(mailbox, cancellationToken);
        var hash = account?.Document.PasswordHash ?? PasswordHash.Dummy;
        var matches = await hashing.RunAsync(() => PasswordHash.Verify(password, hash), cancellationToken);
        if (!matches.IsSuccess)
        {
            return matches.Error;
        }

        if (account is null || !matches.Value || account.Document.IsDisabled)
        {
            IdentityLog.Login(logger, from, "refused");
            await audit.RecordAsync(Refused(account?.Id, AccountErrors.CredentialsWrongCode, actor), cancellationToken);
            return AccountErrors.CredentialsWrong();
        }

        await failures.RememberAsync(place, cancellationToken);
        await failures.ResetAsync(byAccount, cancellationToken);
        await failures.TakeBackAsync(byAddress, cancellationToken);
        IdentityLog.Login(logger, from, "password right");
        await RehashAsync(account, password, cancellationToken);
        if (await enforcement.CheckAsync(account.Id, mailbox.ToString(), cancellationToken) is { } forced)
        {
            IdentityLog.Login(logger, from, "the organization's identity provider alone");
            await audit.RecordAsync(Refused(account.Id, forced.Code, actor), cancellationToken);
            return forced;
        }

        return await challenges.StartAsync(
            new NewChallenge(ChallengePurpose.Login, mailbox.ToString()) { UserId = account.Id, Stamp = account.Document.Stamp }, cancellationToken);
    }

    /// <summary>The caller's profile.</summary>
    public async Task<Result<Profile>> GetProfileAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var id = caller.UserId.ToString();
        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, id, cancellationToken);
        return account is null ? RequestErrors.NotFound("account") : Profile.Of(id, account.Document);
    }

    /// <summary>Changes the caller's name.</summary>
    public async Task<Result<Profile>> RenameAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(name);
        var trimmed = name.Trim();
        if (DisplayText.Fault(trimmed, MaxName) is { } fault)
        {
            return RequestErrors.Invalid("name", $"name {fault}.");
        }

        var id = caller.UserId.ToString();
        for (var race = 0; race < MaxRaces; race++)
        {
            var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, id, cancellationToken);
            if (account is null)
            {
                return RequestErrors.NotFound("account");
            }

            var renamed = account.Document with { Name = trimmed };
            var result = await store.WriteAsync(
                [DocumentWrite.Replace(AccountDocument.Collection, Tenant.System, id, account.Version, renamed)], cancellationToken);
            if (result.IsApplied)
            {
                return Profile.Of(id, renamed);
            }
        }

        return RequestErrors.VersionConflict("profile");
    }

    private static AuditAct Refused(string? userId, ErrorCode reason, AuditActor actor) => new("login.refused", actor, Tenant.System)
    {
        IsRefused = true,
        SubjectUserId = userId,
        Details = new Dictionary<string, string> { ["method"] = "password", ["reason"] = reason.Value },
    };

    private Error? Check(string email, string password, string name, out EmailAddress mailbox)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>();
        var isAddress = EmailAddress.TryParse(email, out mailbox);
        if (!isAddress)
        {
            faults["email"] = ["email is no mail address."];
        }

        if (DisplayText.Fault(name, MaxName) is { } nameFault)
        {
            faults["name"] = [$"name {nameFault}."];
        }

        if (isAddress && passwords.Fault(password, mailbox, name, []) is { } passwordFault)
        {
            faults["password"] = [$"password {passwordFault}."];
        }

        return faults.Count == 0 ? null : RequestErrors.Invalid(faults);
    }

    // A try that must wait for one of its names counts under neither.
    private async Task<TimeSpan?> BeginAsync(string byAddress, string byAccount, CancellationToken cancellationToken)
    {
        if (await failures.BeginAsync(byAddress, FailurePolicy.Address, cancellationToken) is { } first)
        {
            return first;
        }

        var second = await failures.BeginAsync(byAccount, FailurePolicy.Account, cancellationToken);
        if (second is not null)
        {
            await failures.TakeBackAsync(byAddress, cancellationToken);
        }

        return second;
    }

    private ValueTask<Stored<AccountDocument>?> FindAsync(EmailAddress email, CancellationToken cancellationToken) =>
        store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [email.ToString()], cancellationToken);

    private async Task RehashAsync(Stored<AccountDocument> account, string password, CancellationToken cancellationToken)
    {
        if (!PasswordHash.NeedsRehash(account.Document.PasswordHash))
        {
            return;
        }

        var hash = await hashing.RunAsync(() => PasswordHash.Create(password), cancellationToken);
        if (hash.IsSuccess)
        {
            // A lost race is no loss: the old hash stays good, and the next login tries again.
            await store.WriteAsync(
                [DocumentWrite.Replace(AccountDocument.Collection, Tenant.System, account.Id, account.Version, account.Document with { PasswordHash = hash.Value })],
                cancellationToken);
        }
    }
}
