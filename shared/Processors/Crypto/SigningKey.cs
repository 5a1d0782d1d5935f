using HiveFlow.Errors;
using HiveFlow.Processors.Credentials;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Processors.Crypto;

/// <summary>The key that a credential of type <c>signing</c> holds.</summary>
internal static class SigningKey
{
    /// <summary>The name of the credential type.</summary>
    public const string CredentialType = "signing";

    private const string StandardPrefix = "whsec_";

    /// <summary>Opens the node's credential; the caller clears the key when it is done.</summary>
    public static async ValueTask<Result<(byte[] Key, OpenedCredential Credential)>> OpenAsync(
        StepCredentials credentials, string use, CancellationToken cancellationToken)
    {
        if (credentials.MainId is not { } id)
        {
            return ProcessorErrors.SettingInvalid("credentialId", $"is needed: a credential of type {CredentialType}");
        }

        var opened = await credentials.OpenAsync(id, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (opened.Value.Type != CredentialType)
        {
            return CredentialErrors.WrongType(opened.Value.Type, use);
        }

        return Read(opened.Value.Text("secret")!, opened.Value.Text("encoding")!) is { Length: > 0 } key
            ? (key, opened.Value)
            : ProcessorErrors.SettingInvalid("credentialId", "names a credential whose secret is not of the encoding it says");
    }

    /// <summary>
    /// A secret in the form of Standard Webhooks (<c>whsec_</c> and base64) is read so, whatever the encoding says. Null when it can't be read.
    /// </summary>
    internal static byte[]? Read(string secret, string encoding) => secret.StartsWith(StandardPrefix, StringComparison.Ordinal)
        ? TextEncoding.Decode(secret[StandardPrefix.Length..], "base64")
        : TextEncoding.Decode(secret, encoding == "text" ? "utf8" : encoding);
}
