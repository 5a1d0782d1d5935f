namespace HiveFlow.Identity.Saml;

/// <summary>What an answer must be, to be the one that was asked for.</summary>
/// <param name="Issuer">The identity provider's entity id.</param>
/// <param name="Audience">Our entity id.</param>
/// <param name="AcsUrl">Where answers are handed in.</param>
/// <param name="RequestId">The id of the request that began this login; unsolicited answers are not taken.</param>
/// <param name="Now">The time.</param>
/// <param name="Skew">How far the clocks may differ.</param>
internal sealed record SamlExpectation(string Issuer, string Audience, string AcsUrl, string RequestId, DateTimeOffset Now, TimeSpan Skew)
{
    /// <summary>Whether an instant lies in the future by more than the clocks may differ.</summary>
    public bool IsAhead(DateTimeOffset instant) => instant > Now + Skew;

    /// <summary>Whether an end lies in the past by more than the clocks may differ.</summary>
    public bool IsOver(DateTimeOffset end) => end <= Now - Skew;
}
