using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Devices;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Devices;

/// <summary>How the command line gets a key without a browser of its own (after RFC 8628).</summary>
public sealed class DeviceFunctions(
    DeviceLogins logins, DevicePolling polling, DeviceDecisions decisions, IOptions<GateOptions> options)
{
    private const string Base = "api/auth/cli/device/";
    private readonly ScriptedPage page = new("HiveFlow.Functions.Devices.cli-login.html");

    /// <summary>Begins one.</summary>
    [Function("Devices_Start")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Device)]
    [Operation("Begins a device login: the device polls with device_code while a person types user_code at verification_url.")]
    [Takes(typeof(StartDeviceRequest))]
    [Gives(200, typeof(StartDeviceAnswer))]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Base + "start")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(DeviceJson.Default.StartDeviceRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var started = await logins.StartAsync(body.Value.DeviceName, request.ClientAddress(), cancellationToken);
        if (!started.IsSuccess)
        {
            return Answer.Problem(started.Error);
        }

        var (code, userCode, interval, lifetime) = started.Value;
        var url = new Uri(options.Value.PublicUrl, string.Create(CultureInfo.InvariantCulture, $"/cli-login?code={userCode}"));
        return Answer.Ok(
            new StartDeviceAnswer(code.Reveal(), userCode, url.AbsoluteUri, (int)interval.TotalSeconds, (int)lifetime.TotalSeconds),
            DeviceJson.Default.StartDeviceAnswer);
    }

    /// <summary>Where one stands.</summary>
    [Function("Devices_Poll")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.DevicePoll)]
    [PollRefusal]
    [Operation("Says where a device login stands; always 200. Polled sooner than interval says, it answers pending and a longer interval.")]
    [Takes(typeof(PollDeviceRequest))]
    [Gives(200, typeof(PollDeviceAnswer))]
    public async Task<IResult> Poll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Base + "poll")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(DeviceJson.Default.PollDeviceRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var poll = await polling.PollAsync(body.Value.DeviceCode, request.ClientAddress(), request.Actor().RequestId, cancellationToken);
        return Answer.Ok(PollDeviceAnswer.Of(poll), DeviceJson.Default.PollDeviceAnswer);
    }

    /// <summary>Shows one to the person who is to decide.</summary>
    [Function("Devices_Show")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Operation("Shows a device login that waits to the person who is to decide. A call with POST, so that the code stands in no URL.")]
    [Takes(typeof(UserCodeRequest))]
    [Gives(200, typeof(DeviceAnswer), Name = "device")]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Base + "show")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(DeviceJson.Default.UserCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var shown = await decisions.ShowAsync(request.Caller(), body.Value.UserCode, request.ClientAddress(), cancellationToken);
        return shown.IsSuccess
            ? Answer.Named("device", DeviceAnswer.Of(shown.Value), DeviceJson.Default.DeviceAnswer)
            : Answer.Problem(shown.Error);
    }

    /// <summary>Approves one.</summary>
    [Function("Devices_Approve")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Operation("Approves a device login: the device gets a key of the caller with read, write and execute.")]
    [Takes(typeof(UserCodeRequest))]
    [Gives(200)]
    public Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Base + "approve")] HttpRequest request, CancellationToken cancellationToken) =>
        DecideAsync(request, code => decisions.ApproveAsync(request.Caller(), request.Actor(), code, request.ClientAddress(), cancellationToken), cancellationToken);

    /// <summary>Denies one.</summary>
    [Function("Devices_Deny")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Operation("Denies a device login: the device gets nothing.")]
    [Takes(typeof(UserCodeRequest))]
    [Gives(200)]
    public Task<IResult> Deny(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Base + "deny")] HttpRequest request, CancellationToken cancellationToken) =>
        DecideAsync(request, code => decisions.DenyAsync(request.Caller(), request.Actor(), code, request.ClientAddress(), cancellationToken), cancellationToken);

    /// <summary>The page where a person decides.</summary>
    [Function("Devices_Page")]
    [Access(Access.Anonymous, Transport = Transport.Redirect)]
    [Limit(LimitClasses.Public)]
    [Operation("The page where a person logs in, sees which device asks, and approves or denies it.")]
    [Gives(200, typeof(string), ContentType = "text/html")]
    public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cli-login")] HttpRequest request) => page;

    private static async Task<IResult> DecideAsync(HttpRequest request, Func<string, Task<Result>> decide, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(DeviceJson.Default.UserCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var decided = await decide(body.Value.UserCode);
        return decided.IsSuccess ? Answer.Ok() : Answer.Problem(decided.Error);
    }
}
