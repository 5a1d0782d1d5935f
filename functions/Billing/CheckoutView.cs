namespace HiveFlow.Functions.Billing;

/// <summary>A payment that waits for the buyer.</summary>
/// <param name="Id">Stripe's id of it.</param>
/// <param name="Url">Where a browser pays.</param>
/// <param name="Millicredits">What is given once it is paid.</param>
internal sealed record CheckoutView(string Id, string Url, long Millicredits);
