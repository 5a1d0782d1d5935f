using System.Globalization;
using System.Text;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>What a caller is told of limits: draft-ietf-httpapi-ratelimit-headers-10.</summary>
/// <param name="Policies"><c>RateLimit-Policy</c>: every limit, its quota and its window in seconds.</param>
/// <param name="Limit"><c>RateLimit</c>: the tightest one, what it would still let through, and the seconds until it is whole again.</param>
internal sealed record RateLimitHeaders(string Policies, string Limit)
{
    public static RateLimitHeaders Of(LimitVerdict verdict, Charge[] charges)
    {
        var policies = new StringBuilder(charges[0].Limit.Policy, 128);
        foreach (var charge in charges.AsSpan(1))
        {
            policies.Append(", ").Append(charge.Limit.Policy);
        }

        var seconds = (long)Math.Ceiling(verdict.Reset.TotalSeconds);
        return new RateLimitHeaders(
            policies.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"\"{verdict.Limit.Name}\";r={verdict.Remaining};t={seconds}"));
    }

    public void Mark(IHeaderDictionary headers)
    {
        headers["RateLimit-Policy"] = Policies;
        headers["RateLimit"] = Limit;
    }
}
