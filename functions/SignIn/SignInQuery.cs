using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.SignIn;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.SignIn;

/// <summary>Reads the queries of browsers that go to a provider and come back.</summary>
public static class SignInQuery
{
    private const int MaxCode = 4_000;

    /// <summary>What a client asks for.</summary>
    public static Result<SignInRequest> Request(HttpRequest request)
    {
        var query = new Parameters(request);
        var asked = new SignInRequest(
            query.Text("client"),
            query.Text("redirect_uri"),
            query.Text("state"),
            query.Text("code_challenge"),
            query.Text("code_challenge_method"),
            query.Text("intent"));
        return query.Error is { } fault ? fault : asked;
    }

    /// <summary>What a provider sent back.</summary>
    public static Result<ProviderReturn> Return(HttpRequest request)
    {
        var query = new Parameters(request);
        var back = new ProviderReturn(query.Text("code", MaxCode), query.Text("state"), query.Text("error"), query.Text("iss"));
        return query.Error is { } fault ? fault : back;
    }
}
