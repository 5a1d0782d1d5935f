namespace HiveFlow.Billing.Payments;

/// <summary>What somebody wants to buy.</summary>
/// <param name="Pack">The pack's name.</param>
/// <param name="Quantity">How many of it, 1 to <see cref="CheckoutDesk.MostAtOnce"/>.</param>
public sealed record PackWish(string? Pack, int Quantity);
