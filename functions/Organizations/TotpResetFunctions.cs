using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Organizations;

/// <summary>Lost authenticators of members.</summary>
public sealed class TotpResetFunctions(TotpReset totp)
{
    /// <summary>Resets one.</summary>
    [Function("Organizations_ResetTotp")]
    [Access(Access.Admin)]
    [Limit(LimitClasses.Code)]
    [Fresh]
    [Operation("Removes the lost authenticator of a member, who is told by mail; admins reset members and viewers, owners everybody but themselves.")]
    [Gives(200)]
    public async Task<IResult> Reset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/organizations/members/{userId:length(24)}/totp/reset")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken)
    {
        var reset = await totp.RunAsync(request.Caller(), userId, request.Actor(), cancellationToken);
        return reset.IsSuccess ? Answer.Ok() : Answer.Problem(reset.Error);
    }
}
