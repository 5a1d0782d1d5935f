namespace HiveFlow.Functions.Credits;

/// <summary>A limit of the day.</summary>
/// <param name="Most">The most that may be used, in millicredits.</param>
/// <param name="Used">What is used or held today.</param>
internal sealed record LimitView(long Most, long Used);
