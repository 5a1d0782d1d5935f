using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>The caller's own account.</summary>
public sealed class ProfileFunctions(AccountRegistry accounts)
{
    private const string Name = "profile";

    /// <summary>Shows it.</summary>
    [Function("Auth_GetProfile")]
    [Access(Access.Read)]
    [OwnAccount]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Shows the caller's profile.")]
    [Gives(200, typeof(Profile), Name = Name)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/profile")] HttpRequest request, CancellationToken cancellationToken) =>
        Show(await accounts.GetProfileAsync(request.Caller(), cancellationToken));

    /// <summary>Changes it.</summary>
    [Function("Auth_PutProfile")]
    [Access(Access.Session)]
    [OwnAccount]
    [Operation("Changes the caller's name.")]
    [Takes(typeof(ProfileRequest))]
    [Gives(200, typeof(Profile), Name = Name)]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/auth/profile")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.ProfileRequest, cancellationToken);
        return body.IsSuccess
            ? Show(await accounts.RenameAsync(request.Caller(), body.Value.Name, cancellationToken))
            : Answer.Problem(body.Error);
    }

    /// <summary>What the command line asks to know whose key it holds.</summary>
    [Function("Auth_CliVerify")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Limit(LimitClasses.CliVerify, IsAlone = true)]
    [Operation("Says whose credential it is.")]
    [Gives(200, typeof(CliVerifyAnswer))]
    public async Task<IResult> CliVerify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/cli/verify")] HttpRequest request, CancellationToken cancellationToken)
    {
        var profile = await accounts.GetProfileAsync(request.Caller(), cancellationToken);
        return profile.IsSuccess
            ? Answer.Ok(new CliVerifyAnswer(profile.Value.Email, profile.Value.Name), AuthJson.Default.CliVerifyAnswer)
            : Answer.Problem(profile.Error);
    }

    private static IResult Show(Result<Profile> profile) => profile.IsSuccess
        ? Answer.Named(Name, profile.Value, AuthJson.Default.Profile)
        : Answer.Problem(profile.Error);
}
