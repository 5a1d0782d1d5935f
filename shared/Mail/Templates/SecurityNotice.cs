namespace HiveFlow.Mail.Templates;

/// <summary>Something about an account changed, and its person is told.</summary>
/// <param name="What">What happened, as a sentence: <c>Your password was changed.</c></param>
/// <param name="At">When.</param>
/// <param name="From">The address it was done from; null when it is not known.</param>
/// <param name="Advice">What to do if it was not them; null takes the usual sentence.</param>
public sealed record SecurityNotice(string What, DateTimeOffset At, string? From = null, string? Advice = null);
