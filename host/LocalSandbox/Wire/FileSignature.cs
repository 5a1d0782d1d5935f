using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>
/// Signed file URLs: <c>v1_</c> and the base64 (no padding) of the SHA-256 of <c>path:operation:user:token[:expiry]</c>. They name no
/// sandbox: it is the one whose token makes the signature right.
/// </summary>
internal static class FileSignature
{
    /// <summary>The sandbox of a signed request.</summary>
    /// <exception cref="WireException">401.</exception>
    public static LiveSandbox Find(SandboxRegistry registry, HttpRequest request, TimeProvider time)
    {
        LiveSandbox? found = null;
        foreach (var sandbox in registry.All)
        {
            if (Matches(sandbox, request))
            {
                found = sandbox;
            }
        }

        CheckTime(request, time);
        return found ?? throw WireException.Unauthenticated("invalid signature");
    }

    /// <summary>Checks the signature for a sandbox that is named.</summary>
    /// <exception cref="WireException">401.</exception>
    public static void Check(LiveSandbox sandbox, HttpRequest request, TimeProvider time)
    {
        if (!Matches(sandbox, request))
        {
            throw WireException.Unauthenticated("invalid signature");
        }

        CheckTime(request, time);
    }

    private static bool Matches(LiveSandbox sandbox, HttpRequest request)
    {
        var query = request.Query;
        var operation = HttpMethods.IsGet(request.Method) ? "read" : "write";
        var text = $"{query["path"]}:{operation}:{query["username"]}:{sandbox.AgentToken.Reveal()}";
        if (query["signature_expiration"].ToString() is { Length: > 0 } expiry)
        {
            text += ":" + expiry;
        }

        var right = "v1_" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))).TrimEnd('=');
        var given = Encoding.UTF8.GetBytes(query["signature"].ToString());
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), given);
    }

    private static void CheckTime(HttpRequest request, TimeProvider time)
    {
        var expiry = request.Query["signature_expiration"].ToString();
        if (expiry.Length == 0)
        {
            return;
        }

        if (!long.TryParse(expiry, CultureInfo.InvariantCulture, out var until) || until < time.GetUtcNow().ToUnixTimeSeconds())
        {
            throw WireException.Unauthenticated("signature is already expired");
        }
    }
}
