using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Devices;

/// <summary>
/// Answers the polls of devices. The key is made when the device comes for it and not when it is approved: only then is the device code
/// here that seals it, so that no readable key is ever stored.
/// </summary>
public sealed class DevicePolling
{
    private const int Remembered = 20_000;
    private const int MaxRaces = 3;
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GivenAgainFor = TimeSpan.FromSeconds(30);

    private readonly IDocumentStore store;
    private readonly People people;
    private readonly KeySlots slots;
    private readonly SlowHashing hashing;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly TimeSpan keyLifetime;
    private readonly RecentEntries<string, DateTimeOffset> looked = new(Remembered);

    internal DevicePolling(
        IDocumentStore store,
        People people,
        KeySlots slots,
        SlowHashing hashing,
        AuditLog audit,
        IOptions<DeviceOptions> options,
        TimeProvider clock,
        ILogger<DevicePolling> logger)
    {
        this.store = store;
        this.people = people;
        this.slots = slots;
        this.hashing = hashing;
        this.audit = audit;
        this.clock = clock;
        this.logger = logger;
        keyLifetime = options.Value.KeyLifetime;
    }

    /// <summary>
    /// Where a device login stands. A poll within two seconds of the last look is answered <c>pending</c> without looking, and with a
    /// longer interval: the slow_down of RFC 8628, section 3.5.
    /// </summary>
    /// <param name="deviceCode">The device's own code.</param>
    /// <param name="address">Where it polls from.</param>
    /// <param name="requestId">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DevicePoll> PollAsync(string? deviceCode, IPAddress? address, string? requestId, CancellationToken cancellationToken)
    {
        if (!DeviceCodes.IsDeviceCode(deviceCode))
        {
            return DevicePoll.Expired;
        }

        var id = DeviceCodes.HashOf(deviceCode!);
        for (var race = 0; race < MaxRaces; race++)
        {
            var now = clock.GetUtcNow();
            if (looked.TryGet(id, out var at) && now - at < TooSoon)
            {
                return DevicePoll.Pending(DevicePoll.SlowPace);
            }

            var login = await store.GetAsync(DeviceLogin.Collection, Tenant.System, id, cancellationToken);
            if (login is null || login.Document.ExpiresAt <= now)
            {
                return DevicePoll.Expired;
            }

            switch (login.Document.Status)
            {
                case DeviceStatus.Pending:
                    looked.Set(id, now);
                    return DevicePoll.Pending(DevicePoll.Pace);
                case DeviceStatus.Denied:
                    return DevicePoll.Denied;
                case DeviceStatus.Collected:
                    return DevicePoll.Approved(KeySeal.Open(deviceCode!, login.Document.SealedKey!));
                default:
                    if (await CollectAsync(deviceCode!, login, address, requestId, cancellationToken) is { } answer)
                    {
                        return answer;
                    }

                    break;
            }
        }

        return DevicePoll.Pending(DevicePoll.SlowPace);
    }

    /// <summary>Makes the key of an approved login; null when somebody else was faster.</summary>
    private async Task<DevicePoll?> CollectAsync(
        string deviceCode, Stored<DeviceLogin> login, IPAddress? address, string? requestId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (userId, organizationId) = (login.Document.UserId!, login.Document.OrganizationId!);
        var person = await people.ResolveAsync(userId, organizationId, Scopes.All, cancellationToken);
        if (!person.IsSuccess)
        {
            return await DenyAsync(login, cancellationToken);
        }

        var id = DocumentId.New(clock);
        var text = ApiKeyText.Create(id);
        var hash = await hashing.RunAsync(() => ApiKeyHash.Create(text), cancellationToken);
        if (!hash.IsSuccess)
        {
            return DevicePoll.Pending(DevicePoll.SlowPace);
        }

        var key = new ApiKeyDocument(
            $"CLI: {login.Document.DeviceName}", "Made by a device login.", organizationId, userId, hash.Value, Scopes.All, 0, now, now + keyLifetime);
        var collected = login.Document with
        {
            Status = DeviceStatus.Collected,
            SealedKey = KeySeal.Close(deviceCode, text),
            ExpiresAt = now + GivenAgainFor,
        };
        var actor = new AuditActor { UserId = userId, Name = person.Value.Email, Address = address?.ToString(), RequestId = requestId };
        var placed = await slots.InsertAsync(
            id,
            key,
            [
                DocumentWrite.Replace(DeviceLogin.Collection, Tenant.System, login.Id, login.Version, collected),
                audit.Entry(KeyAudit.Act(KeyAudit.Created, actor, id.ToString(), key, ("by", "device login"))),
            ],
            cancellationToken);
        if (placed.IsSuccess)
        {
            DeviceLog.Collected(logger, userId, id.ToString());
            return DevicePoll.Approved(text);
        }

        return placed.Error.Code == ApiKeyErrors.LimitCode ? await DenyAsync(login, cancellationToken) : null;
    }

    private async Task<DevicePoll?> DenyAsync(Stored<DeviceLogin> login, CancellationToken cancellationToken)
    {
        var written = await store.WriteAsync(
            [
                DocumentWrite.Replace(
                    DeviceLogin.Collection, Tenant.System, login.Id, login.Version, login.Document with { Status = DeviceStatus.Denied }),
            ],
            cancellationToken);
        return written.IsApplied ? DevicePoll.Denied : null;
    }
}
