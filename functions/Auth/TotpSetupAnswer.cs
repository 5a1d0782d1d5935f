namespace HiveFlow.Functions.Auth;

/// <summary>A secret that waits for its first code.</summary>
/// <param name="Secret">Base32, to be typed where nothing can be scanned.</param>
/// <param name="Uri">The same as an <c>otpauth://</c> URI.</param>
/// <param name="Qr">That URI as a QR code, an SVG document.</param>
/// <param name="ExpiresAt">When it must be enabled.</param>
internal sealed record TotpSetupAnswer(string Secret, string Uri, string Qr, DateTimeOffset ExpiresAt);
