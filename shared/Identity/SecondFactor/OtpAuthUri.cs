namespace HiveFlow.Identity.SecondFactor;

/// <summary>The <c>otpauth://</c> URI that authenticator apps read (the key URI format of Google Authenticator).</summary>
internal static class OtpAuthUri
{
    /// <summary>The URI of a secret.</summary>
    /// <param name="issuer">Who it is for, as the app shows it.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="secret">In Base32.</param>
    public static string Of(string issuer, string account, string secret)
    {
        var name = Uri.EscapeDataString(issuer);
        return $"otpauth://totp/{name}:{Uri.EscapeDataString(account)}?secret={secret}&issuer={name}"
            + $"&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}";
    }
}
