using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Devices;

/// <summary>
/// What a person does about a device login: looks at it, approves or denies it. User codes are short, so that wrong ones are counted by
/// person and by address and soon make whoever guesses wait.
/// </summary>
public sealed class DeviceDecisions
{
    private const int MaxRaces = 3;
    private readonly IDocumentStore store;
    private readonly KeySlots slots;
    private readonly FailureDelays delays;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly TimeSpan keyLifetime;

    internal DeviceDecisions(
        IDocumentStore store, KeySlots slots, FailureDelays delays, AuditLog audit, IOptions<DeviceOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.slots = slots;
        this.delays = delays;
        this.audit = audit;
        this.clock = clock;
        keyLifetime = options.Value.KeyLifetime;
    }

    /// <summary>Shows a device login that waits. Not found when there is none of that code, or it is decided or over.</summary>
    public async Task<Result<DeviceRequest>> ShowAsync(Caller caller, string userCode, IPAddress? address, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, userCode, address, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var login = found.Value.Document;
        return login.Status == DeviceStatus.Pending
            ? new DeviceRequest(
                login.DeviceName, login.Address, login.StartedAt, login.ExpiresAt, ScopeNames.Of(Scopes.All), clock.GetUtcNow() + keyLifetime)
            : NotFound();
    }

    /// <summary>
    /// Approves: the device gets a key of the caller in the caller's organization at its next poll. Approving again is no fault; not
    /// found when there is nothing of that code to decide; <c>api_key_limit</c> when the caller has no room for a key.
    /// </summary>
    public Task<Result> ApproveAsync(Caller caller, AuditActor actor, string userCode, IPAddress? address, CancellationToken cancellationToken) =>
        DecideAsync(caller, actor, userCode, address, DeviceStatus.Approved, cancellationToken);

    /// <summary>Denies: the device gets nothing. Denying again is no fault; not found as with approving.</summary>
    public Task<Result> DenyAsync(Caller caller, AuditActor actor, string userCode, IPAddress? address, CancellationToken cancellationToken) =>
        DecideAsync(caller, actor, userCode, address, DeviceStatus.Denied, cancellationToken);

    private static Error NotFound() => RequestErrors.NotFound("device login");

    private async Task<Result> DecideAsync(
        Caller caller, AuditActor actor, string userCode, IPAddress? address, DeviceStatus decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (userId, organizationId) = (caller.UserId.ToString(), caller.OrganizationId.ToString());
        for (var race = 0; race < MaxRaces; race++)
        {
            var found = await FindAsync(caller, userCode, address, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            var login = found.Value;
            if (login.Document.Status == decision && login.Document.UserId == userId)
            {
                return Result.Success;
            }

            if (login.Document.Status != DeviceStatus.Pending)
            {
                return NotFound();
            }

            if (decision == DeviceStatus.Approved && await slots.RoomAsync(organizationId, userId, cancellationToken) is { } full)
            {
                return full;
            }

            // Decided, it takes no place any more.
            var decided = login.Document with { Status = decision, UserId = userId, OrganizationId = organizationId, Place = null, Slot = null };
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(DeviceLogin.Collection, Tenant.System, login.Id, login.Version, decided),
                    audit.Entry(ActOf(decision, actor, caller, login)),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("device login");
    }

    private static AuditAct ActOf(DeviceStatus decision, AuditActor actor, Caller caller, Stored<DeviceLogin> login) =>
        new(decision == DeviceStatus.Approved ? "device.approved" : "device.denied", actor, caller.Tenant)
        {
            TargetType = "device_login",
            TargetId = login.Id[..24],
            SubjectUserId = caller.UserId.ToString(),
            Details = new Dictionary<string, string>
            {
                ["deviceName"] = login.Document.DeviceName,
                ["deviceAddress"] = login.Document.Address ?? "unknown",
                ["startedAt"] = KeyAudit.Instant(login.Document.StartedAt),
            },
        };

    private async Task<Result<Stored<DeviceLogin>>> FindAsync(
        Caller caller, string userCode, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (DeviceCodes.ReadUserCode(userCode) is not { } code)
        {
            return RequestErrors.Invalid("user_code", "user_code must be the code that the device shows: eight letters, XXXX-XXXX.");
        }

        var byPerson = $"device:{caller.UserId}";
        var byAddress = $"devices:{ClientAddress.Name(address)}";
        if (!delays.TryBeginBoth((byAddress, FailurePolicy.Address), (byPerson, FailurePolicy.Account), out var wait))
        {
            return AccountErrors.TooManyTries(wait);
        }

        var login = await store.FindAsync(
            DeviceLogin.Collection, Tenant.System, DeviceLogin.ByUserCode, [DeviceCodes.HashOf(code)], cancellationToken);
        if (login is null || login.Document.ExpiresAt <= clock.GetUtcNow() || login.Document.Status == DeviceStatus.Collected)
        {
            return NotFound();
        }

        delays.Reset(byPerson);
        delays.TakeBack(byAddress);
        return login;
    }
}
