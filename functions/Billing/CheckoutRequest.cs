namespace HiveFlow.Functions.Billing;

/// <summary>What is to be bought.</summary>
/// <param name="Pack">A name of <c>GET /api/credits/packs</c>.</param>
/// <param name="Quantity">How many of it, 1 to 100; 1 unless given.</param>
internal sealed record CheckoutRequest(string Pack, int Quantity = 1);
