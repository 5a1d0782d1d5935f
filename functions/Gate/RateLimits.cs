using HiveFlow.Errors;
using HiveFlow.Identity.Throttling;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Counts a request against all that limits it, in one round trip: key or person, organization, address, class of the route. What is
/// refused is counted nowhere.
/// </summary>
public sealed class RateLimits(LimitBook book, RateLimiter limiter)
{
    /// <summary>Refuses a request that is one too many, and one that must not go on while Redis is away.</summary>
    internal async ValueTask<Error?> CheckAsync(HttpContext http, GateRequest request)
    {
        var charges = ChargesOf(request);
        var limit = request.Rule.Limit;
        var verdict = limit is { IsLocal: true } ? limiter.TakeLocally(charges) : await limiter.TakeAsync(charges);
        request.Limited = RateLimitHeaders.Of(verdict, charges);
        request.Limited.Mark(http.Response.Headers);
        if (!verdict.IsAllowed)
        {
            return GateErrors.RateLimited(verdict.Limit.Name, verdict.RetryAfter);
        }

        return verdict.IsRedisAway && limit is { IsStrict: true } ? GateErrors.StartsPaused() : null;
    }

    /// <summary>Counts a refused credential against its address; null while there may be more of them.</summary>
    internal async ValueTask<Error?> CheckRefusedAsync(GateRequest request)
    {
        // The CLI takes whatever is not 401 or 403 for being offline, and would accept a credential that is refused.
        if (request.Rule.Limit is { Name: LimitClasses.CliVerify })
        {
            return null;
        }

        var verdict = await limiter.TakeAsync([new Charge(book.Refused, ClientAddress.Name(request.ClientAddress))]);
        return verdict.IsAllowed ? null : GateErrors.RateLimited(verdict.Limit.Name, verdict.RetryAfter);
    }

    private Charge[] ChargesOf(GateRequest request)
    {
        var own = request.Rule.Limit is { } limit ? book.Class(limit.Name) : null;
        var address = new Charge(book.Address, ClientAddress.Name(request.ClientAddress));
        if (request.Caller is not { } caller)
        {
            return own is null ? [address] : [new Charge(own, address.Who), address];
        }

        var organization = caller.OrganizationId.ToString();
        var plan = book.PlanOf(organization);
        var who = caller.KeyId is { } key ? new Charge(plan.Key, key) : new Charge(plan.User, caller.UserId.ToString());
        var whole = new Charge(plan.Organization, organization);
        return own is not null && request.Rule.Limit!.IsAlone ? [new Charge(own, who.Who)]
            : own is null ? [who, whole, address]
            : [new Charge(own, who.Who), who, whole, address];
    }
}
