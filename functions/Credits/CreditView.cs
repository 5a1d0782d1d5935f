namespace HiveFlow.Functions.Credits;

/// <summary>How an organization stands. Amounts in millicredits.</summary>
/// <param name="Available">What it may still spend.</param>
/// <param name="Reserved">What is held for runs that have not ended.</param>
/// <param name="Owed">What refunds and disputes of payments ask back of what is spent already; it is taken from what comes in.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="MonthlyGrant">What the plan gives it at the beginning of each month (UTC); what is left of it at the end lapses.</param>
/// <param name="IsEnabled">Whether anything costs credits here.</param>
internal sealed record CreditView(long Available, long Reserved, long Owed, string Plan, long MonthlyGrant, bool IsEnabled);
