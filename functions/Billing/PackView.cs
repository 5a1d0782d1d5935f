namespace HiveFlow.Functions.Billing;

/// <summary>Credits that are sold together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Millicredits">What one of it gives.</param>
internal sealed record PackView(string Name, long Millicredits);
