using HiveFlow.Errors;
using Stripe;

namespace HiveFlow.Billing.Payments;

/// <summary>
/// Checks that an event is Stripe's: <c>Stripe-Signature: t=…,v1=…</c>, HMAC-SHA256 over time, a dot and the very body
/// (https://docs.stripe.com/webhooks#verify-manually), by Stripe's own client.
/// </summary>
internal static class StripeSignature
{
    private const int MaxLength = 2_000;

    /// <summary>The event, or null where no secret fits, or the time is further away than allowed.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="header">The header's value; null when there is none, or several.</param>
    /// <param name="secrets">The endpoint's secrets; one that fits is enough.</param>
    /// <param name="tolerance">How far from <paramref name="now"/> the signed time may be, before and after.</param>
    /// <param name="now">The present.</param>
    public static Event? Read(string body, string? header, IEnumerable<Secret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (header is not { Length: > 0 and <= MaxLength })
        {
            return null;
        }

        foreach (var secret in secrets)
        {
            try
            {
                return EventUtility.ConstructEvent(
                    body, header, secret.Reveal(), (long)tolerance.TotalSeconds, now.ToUnixTimeSeconds(), throwOnApiVersionMismatch: false);
            }
            catch (Exception exception) when (exception is StripeException or FormatException or OverflowException or IndexOutOfRangeException or Newtonsoft.Json.JsonException)
            {
                // The next secret may be the one.
            }
        }

        return null;
    }
}
