namespace HiveFlow.Functions.Auth;

/// <summary>What goes with every change by the session's cookie, in <c>X-CSRF-Token</c>.</summary>
internal sealed record CsrfAnswer(string CsrfToken);
