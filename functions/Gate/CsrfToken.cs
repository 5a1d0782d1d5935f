using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// What a page has to send along when the browser adds the session's cookie by itself: a value made from the session's token, which
/// pages of other sites can neither read nor compute. Nothing is stored, and every instance makes the same one.
/// </summary>
internal static class CsrfToken
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-CSRF-Token";

    /// <summary>That of a session.</summary>
    /// <param name="sessionToken">The session's token, as the cookie has it.</param>
    public static string Of(string sessionToken) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionToken), "hiveflow csrf 1"u8));

    /// <summary>Null when a request may do what it asks for; else the refusal.</summary>
    public static Error? Check(HttpRequest request, string sessionToken)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return null;
        }

        var sent = request.Headers[Header];
        return sent.Count == 1 && new Secret(Of(sessionToken)).Matches(sent[0]) ? null : GateErrors.CsrfFailed();
    }
}
