using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Auth;

/// <summary>Reads bodies that carry a code.</summary>
internal static class CodeBody
{
    private const int Digits = 6;
    private const int MaxRecoveryCode = 24;

    /// <summary>An answer to a challenge; 422 names the field that cannot be right.</summary>
    public static async ValueTask<Result<ChallengeAnswer>> ReadCodeAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.VerifyCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error;
        }

        var (challenge, code, method) = body.Value;
        if (!FactorMethods.All.Contains(method))
        {
            return RequestErrors.Invalid("method", $"method must be one of {string.Join(", ", FactorMethods.All)}.");
        }

        return method == SessionStart.Recovery
            ? code.Length is > 0 and <= MaxRecoveryCode
                ? new ChallengeAnswer(challenge, method, code)
                : RequestErrors.Invalid("code", $"code must be a recovery code of at most {MaxRecoveryCode} characters.")
            : CheckDigits(code) ?? (Result<ChallengeAnswer>)new ChallengeAnswer(challenge, method, code);
    }

    /// <summary>Null when a text is six digits; else the refusal.</summary>
    public static Error? CheckDigits(string code) => code.Length == Digits && code.All(char.IsAsciiDigit)
        ? null
        : RequestErrors.Invalid("code", "code must be six digits.");
}
