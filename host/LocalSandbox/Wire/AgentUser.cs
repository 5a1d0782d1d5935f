using System.Text;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>
/// The Linux user a call is for: <c>Authorization: Basic base64("name:")</c> or <c>?username=</c>. There is one here: <c>user</c>.
/// </summary>
internal static class AgentUser
{
    private const string Scheme = "Basic ";

    /// <summary>Refuses other users.</summary>
    /// <exception cref="WireException">401.</exception>
    public static void Check(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            var isText = Convert.TryFromBase64String(header[Scheme.Length..], bytes, out var count);
            Refuse(isText ? Encoding.UTF8.GetString(bytes, 0, count).Split(':')[0] : "");
        }

        if (request.Query["username"].ToString() is { Length: > 0 } user)
        {
            Refuse(user);
        }
    }

    private static void Refuse(string name)
    {
        if (name != "user")
        {
            throw WireException.Unauthenticated($"there is no user '{name}'; local sandboxes have one, 'user'");
        }
    }
}
