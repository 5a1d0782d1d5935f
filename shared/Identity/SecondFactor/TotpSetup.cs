using HiveFlow.Errors;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>A new authenticator secret that waits for its first code; shown once.</summary>
/// <param name="Secret">Base32 of 160 random bits, to be typed where nothing can be scanned.</param>
/// <param name="Uri">The <c>otpauth://</c> URI with the same.</param>
/// <param name="Qr">That URI as a QR code in SVG.</param>
/// <param name="ExpiresAt">When it must be proven.</param>
public sealed record TotpSetup(Secret Secret, Secret Uri, Secret Qr, DateTimeOffset ExpiresAt);
