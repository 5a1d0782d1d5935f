using System.Net;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>OWASP ASVS 5.0, 15.3.5: what is meant once and given twice is refused on every route.</summary>
[Collection(ApiGroup.Name)]
public sealed class SingleValuesTests(ApiHost api)
{
    public static TheoryData<string, string> Protected => Routes.Protected();

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_query_parameter_given_twice_is_400(string function, string method)
    {
        using var response = await api.SendAsync(method, Routes.Path(function) + "?limit=1&limit=2", api.Ada.Token);

        Assert.Equal("malformed_request", await Problem.CodeAsync(response, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("Idempotency-Key")]
    [InlineData("X-Organization-Id")]
    [InlineData("X-Workspace-Id")]
    [InlineData("If-Match")]
    [InlineData("Authorization")]
    public void A_header_given_twice_is_400(string name)
    {
        // Not over HTTP: the client would join both lines into one.
        var request = new DefaultHttpContext().Request;
        request.Headers[name] = new(["a", "b"]);

        Assert.Equal("malformed_request", SingleValues.Check(request, Routes.Rule("Flows_List"))!.Code.Value);
    }
}
