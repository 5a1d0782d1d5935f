using System.Net;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Devices;

/// <summary>Begins device logins: what a program does that wants a key and has no browser (after RFC 8628).</summary>
public sealed class DeviceLogins
{
    /// <summary>Longest device name, so that the key's name has room for it.</summary>
    internal const int MaxDeviceName = 80;

    private const int MaxCollisions = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(600);

    private readonly IDocumentStore store;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly int places;

    internal DeviceLogins(IDocumentStore store, IOptions<DeviceOptions> options, TimeProvider clock, ILogger<DeviceLogins> logger)
    {
        this.store = store;
        this.clock = clock;
        this.logger = logger;
        places = options.Value.WaitingPerAddress;
    }

    /// <summary>Begins one. Fails when too many wait for that address already.</summary>
    /// <param name="deviceName">What the device calls itself, 1 to 80 characters.</param>
    /// <param name="address">Where it asks from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<StartedDeviceLogin>> StartAsync(string deviceName, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deviceName);
        var name = deviceName.Trim();
        if (DisplayText.Fault(name, MaxDeviceName) is { } fault)
        {
            return RequestErrors.Invalid("device_name", $"device_name {fault}.");
        }

        var place = ClientAddress.Name(address);
        var from = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        var collisions = 0;
        for (var slot = 0; slot < places && collisions < MaxCollisions;)
        {
            var now = clock.GetUtcNow();
            var (deviceCode, userCode) = (DeviceCodes.NewDeviceCode(), DeviceCodes.NewUserCode());
            var login = new DeviceLogin(DeviceCodes.HashOf(userCode), name, from?.ToString(), place, slot, now, now + Lifetime);
            var written = await InsertAsync(deviceCode, login, cancellationToken);
            if (written.IsApplied)
            {
                DeviceLog.Started(logger, place);
                return new StartedDeviceLogin(new Secret(deviceCode), userCode, DevicePoll.Pace, Lifetime);
            }

            if (written.IndexName == DeviceLogin.ByUserCode)
            {
                collisions++;
            }
            else
            {
                slot++;
            }
        }

        DeviceLog.TooMany(logger, place);
        return DeviceErrors.TooManyWaiting(Lifetime);
    }

    /// <summary>Into its place, if that is free or what took it is over.</summary>
    private async Task<WriteResult> InsertAsync(string deviceCode, DeviceLogin login, CancellationToken cancellationToken)
    {
        var insert = DocumentWrite.Insert(DeviceLogin.Collection, Tenant.System, DeviceCodes.HashOf(deviceCode), login);
        var written = await store.WriteAsync([insert], cancellationToken);
        if (written.IndexName != DeviceLogin.ByPlace)
        {
            return written;
        }

        var holder = await store.FindAsync(
            DeviceLogin.Collection, Tenant.System, DeviceLogin.ByPlace, [login.Place, login.Slot!.Value], cancellationToken);
        return holder?.Document.ExpiresAt <= login.StartedAt
            ? await store.WriteAsync(
                [DocumentWrite.Delete(DeviceLogin.Collection, Tenant.System, holder.Id, holder.Version), insert], cancellationToken)
            : written;
    }
}
