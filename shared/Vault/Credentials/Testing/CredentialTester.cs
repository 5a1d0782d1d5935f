using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Storage.ForeignMongo;
using HiveFlow.Vault.Credentials.Types;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Vault.Credentials.Testing;

/// <summary>Tries a credential with one real, cheap call through the guarded client.</summary>
public sealed class CredentialTester
{
    private const int MaxAnswer = 1024 * 1024;

    private readonly CredentialRegistry registry;
    private readonly CredentialUse use;
    private readonly OutgoingClient client;
    private readonly OutgoingSockets sockets;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal CredentialTester(
        CredentialRegistry registry, CredentialUse use, OutgoingClient client, OutgoingSockets sockets, AuditLog audit, TimeProvider clock)
    {
        this.registry = registry;
        this.use = use;
        this.client = client;
        this.sockets = sockets;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>What mail servers' certificates are trusted by, alone; null for the machine's roots.</summary>
    internal X509Certificate2Collection? MailRoots { get; set; }

    /// <summary>How long the other side is waited for.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Tests one; a refusal by the other side is a result, not a failure. For whoever may use it.</summary>
    public async Task<Result<CredentialTest>> TestAsync(CredentialUser user, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (await registry.FindAsync(user, id, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("credential");
        }

        var start = clock.GetTimestamp();
        var opened = await use.OpenAsync(user.Tenant, user.UserId, id, cancellationToken);
        if (!opened.IsSuccess && opened.Error.Code is var code
            && code != CredentialErrors.TokenRefusedCode && code != CredentialErrors.ConsentNeededCode && !code.Value.StartsWith("outgoing_", StringComparison.Ordinal))
        {
            return opened.Error;
        }

        var (ok, message, status) = opened.IsSuccess ? await TryAsync(user, opened.Value, cancellationToken) : (false, opened.Error.Message, null);
        var result = new CredentialTest(ok, message, status, (long)clock.GetElapsedTime(start).TotalMilliseconds);
        await audit.RecordAsync(
            new AuditAct("credential.tested", actor, user.Tenant)
            {
                TargetType = "credential",
                TargetId = id,
                Details = new Dictionary<string, string> { ["name"] = stored.Document.Name, ["ok"] = ok ? "true" : "false" },
            },
            cancellationToken);
        return result;
    }

    private async Task<(bool Ok, string Message, int? Status)> TryAsync(CredentialUser user, OpenedCredential opened, CancellationToken cancellationToken)
    {
        using var credential = opened;
        if (credential.Type == CredentialTypes.OAuth2)
        {
            return (true, "The token server gives tokens.", null);
        }

        if (credential.Type is "smtp" or "mongodb")
        {
            var isMail = credential.Type == "smtp";
            using var due = new CancellationTokenSource(Patience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, due.Token);
            try
            {
                return isMail ? await LogInToMailAsync(credential, either.Token) : await PingAsync(credential, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (false, $"The {(isMail ? "mail server" : "database")} did not answer in time.", null);
            }
        }

        return TestRequest.Of(credential, clock.GetUtcNow()) is { } request
            ? await CallAsync(user, credential, request, cancellationToken)
            : (true, "It can be decrypted; no call is known that would try it.", null);
    }

    private async Task<(bool Ok, string Message, int? Status)> LogInToMailAsync(OpenedCredential credential, CancellationToken cancellationToken)
    {
        var refused = await SmtpLogin.TryAsync(sockets, credential, MailRoots, cancellationToken);
        return !refused.IsSuccess ? (false, refused.Error.Message, null)
            : refused.Value is { } what ? (false, $"The mail server did not take the login: {what}.", null)
            : (true, "The mail server took the login.", null);
    }

    private async Task<(bool Ok, string Message, int? Status)> PingAsync(OpenedCredential credential, CancellationToken cancellationToken)
    {
        var server = DatabaseServer.Of(credential, sockets, Patience, what => RequestErrors.Invalid("data", $"This is a credential {what}."));
        if (!server.IsSuccess)
        {
            return (false, server.Error.Message, null);
        }

        var answered = await ForeignDatabase.PingAsync(server.Value, cancellationToken);
        return answered.IsSuccess ? (true, "The database took the login.", null) : (false, credential.Mask().Apply(answered.Error.Message), null);
    }

    private async Task<(bool Ok, string Message, int? Status)> CallAsync(
        CredentialUser user, OpenedCredential credential, TestRequest request, CancellationToken cancellationToken)
    {
        var answered = await client.SendAsync(
            new OutgoingRequest
            {
                Method = request.Method,
                Url = request.Url,
                Owner = user.Tenant.Key,
                Headers = request.Headers,
                Credential = credential.ForHttp ?? new OutgoingCredential([], credential.Hosts),
                Body = request.Body is null ? null : Encoding.UTF8.GetBytes(request.Body),
                Timeout = Patience,
                MaxResponseBytes = MaxAnswer,
            },
            cancellationToken);
        if (!answered.IsSuccess)
        {
            return (false, credential.Mask().Apply(answered.Error.Message), null);
        }

        var status = answered.Value.Status;
        var host = answered.Value.Url.IdnHost;
        return status switch
        {
            >= 200 and <= 299 => (true, $"{host} took it.", status),
            401 or 403 => (false, $"{host} refused it.", status),
            _ => (false, $"{host} answered with status {status}, which does not tell whether it is good.", status),
        };
    }
}
