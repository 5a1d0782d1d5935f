namespace HiveFlow.Billing.Payments;

/// <summary>A payment that waits for the buyer.</summary>
/// <param name="Id">Stripe's id of the session.</param>
/// <param name="Url">Where the buyer's browser pays.</param>
/// <param name="Millicredits">What is given once it is paid.</param>
public sealed record Checkout(string Id, string Url, long Millicredits);
