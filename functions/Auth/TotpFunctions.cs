using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>A person's authenticator app (TOTP, RFC 6238) and its recovery codes.</summary>
public sealed class TotpFunctions(TotpRegistry totp)
{
    private const string Name = "totp";

    /// <summary>What there is.</summary>
    [Function("Auth_GetTotp")]
    [Access(Access.Session)]
    [OwnAccount]
    [Operation("Says whether the caller has an authenticator, and how many recovery codes are left.")]
    [Gives(200, typeof(TotpStatus), Name = Name)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/totp")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.Named(Name, await totp.GetAsync(request.Caller(), cancellationToken), AuthJson.Default.TotpStatus);

    /// <summary>A new secret.</summary>
    [Function("Auth_SetUpTotp")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Fresh]
    [OwnAccount]
    [Operation("Makes an authenticator's secret with its otpauth URI and QR code (SVG); it counts once its first code came to enable, within 15 minutes.")]
    [Gives(200, typeof(TotpSetupAnswer))]
    public async Task<IResult> SetUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/totp/setup")] HttpRequest request, CancellationToken cancellationToken)
    {
        var setup = await totp.SetUpAsync(request.Caller(), request.Actor(), cancellationToken);
        return setup.IsSuccess
            ? Answer.Ok(
                new TotpSetupAnswer(setup.Value.Secret.Reveal(), setup.Value.Uri.Reveal(), setup.Value.Qr.Reveal(), setup.Value.ExpiresAt),
                AuthJson.Default.TotpSetupAnswer)
            : Answer.Problem(setup.Error);
    }

    /// <summary>Its first code.</summary>
    [Function("Auth_EnableTotp")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Fresh]
    [OwnAccount]
    [Idempotent(Secret = "recoveryCodes")]
    [Operation("Takes the first code of the authenticator that was set up; from then on logins ask for it. Answers ten recovery codes, here and nowhere else.")]
    [Takes(typeof(EnableTotpRequest))]
    [Gives(200, typeof(RecoveryCodesAnswer))]
    public async Task<IResult> Enable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/totp/enable")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.EnableTotpRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        return CodeBody.CheckDigits(body.Value.Code) is { } fault
            ? Answer.Problem(fault)
            : Show(await totp.EnableAsync(request.Caller(), body.Value.Code, request.Actor(), cancellationToken));
    }

    /// <summary>Removes it.</summary>
    [Function("Auth_DisableTotp")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Fresh]
    [OwnAccount]
    [Operation("Removes the caller's authenticator and its recovery codes; logins mail a code again.")]
    [Gives(200)]
    public async Task<IResult> Disable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/totp/disable")] HttpRequest request, CancellationToken cancellationToken)
    {
        var disabled = await totp.DisableAsync(request.Caller(), request.Actor(), cancellationToken);
        return disabled.IsSuccess ? Answer.Ok() : Answer.Problem(disabled.Error);
    }

    /// <summary>Other recovery codes.</summary>
    [Function("Auth_RenewRecoveryCodes")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Fresh]
    [OwnAccount]
    [Idempotent(Secret = "recoveryCodes")]
    [Operation("Makes ten other recovery codes, in this answer and nowhere else; the ones before are worth nothing then.")]
    [Gives(200, typeof(RecoveryCodesAnswer))]
    public async Task<IResult> RenewRecoveryCodes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/totp/recovery-codes")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Show(await totp.RenewRecoveryCodesAsync(request.Caller(), request.Actor(), cancellationToken));

    private static IResult Show(Result<IReadOnlyList<Secret>> codes) => codes.IsSuccess
        ? Answer.Ok(new RecoveryCodesAnswer([.. codes.Value.Select(c => c.Reveal())]), AuthJson.Default.RecoveryCodesAnswer)
        : Answer.Problem(codes.Error);
}
