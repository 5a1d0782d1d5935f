using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Bodies that are wrong in one way each, at every route that reads one.</summary>
[Collection(ApiGroup.Name)]
public sealed class BodyAttackTests(ApiHost api)
{
    private static readonly byte[][] Malformed =
    [
        "{"u8.ToArray(),
        "{} {}"u8.ToArray(),
        "{\"name\":\"a\",\"name\":\"b\"}"u8.ToArray(),
        "{\"x\":{\"y\":1,\"y\":2}}"u8.ToArray(),
        "{\"x\":1e400}"u8.ToArray(),
        "{\"x\":\"\\ud800\"}"u8.ToArray(),
        [.. "{\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8],
        Encoding.UTF8.GetBytes($"{{\"x\":{new string('[', 40)}{new string(']', 40)}}}"),
    ];

    private static readonly byte[][] NoObjects = ["[]"u8.ToArray(), "\"text\""u8.ToArray(), "null"u8.ToArray(), "3"u8.ToArray()];

    public static TheoryData<string, string> WithBody => Routes.WithBody();

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Malformed_JSON_is_400(string function, string method)
    {
        foreach (var body in Malformed)
        {
            using var response = await SendAsync(function, method, Json(body));
            Assert.True(
                response.StatusCode is HttpStatusCode.BadRequest,
                $"{function} answers {(int)response.StatusCode} to {Encoding.UTF8.GetString(body)}");
            await Problem.OfAsync(response);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task JSON_that_is_no_object_is_refused(string function, string method)
    {
        foreach (var body in NoObjects)
        {
            using var response = await SendAsync(function, method, Json(body));
            Assert.True(
                response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity,
                $"{function} answers {(int)response.StatusCode} to {Encoding.UTF8.GetString(body)}");
            await Problem.OfAsync(response);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task A_body_of_another_type_is_415(string function, string method)
    {
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1" })
        {
            using var response = await SendAsync(function, method, Typed(type));
            Assert.Equal("unsupported_media_type", await Problem.CodeAsync(response, HttpStatusCode.UnsupportedMediaType));
        }

        var packed = Json("{}"u8.ToArray());
        packed.Headers.ContentEncoding.Add("gzip");
        using var encoded = await SendAsync(function, method, packed);
        Assert.Equal("unsupported_media_type", await Problem.CodeAsync(encoded, HttpStatusCode.UnsupportedMediaType));
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task A_body_over_the_limit_is_413_announced_or_not(string function, string method)
    {
        var limit = (int)Routes.Rule(function).MaxBodyBytes;
        var large = new byte[limit + 1];
        large.AsSpan().Fill((byte)' ');

        using var announced = await SendAsync(function, method, Json(large));
        Assert.Equal("body_too_large", await Problem.CodeAsync(announced, HttpStatusCode.RequestEntityTooLarge));

        using var chunked = await SendAsync(function, method, Json(large), isChunked: true);
        Assert.Equal("body_too_large", await Problem.CodeAsync(chunked, HttpStatusCode.RequestEntityTooLarge));
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task The_credential_is_asked_for_before_the_body_is_read(string function, string method)
    {
        if (Routes.Open.Contains(function))
        {
            return;
        }

        using var response = await api.SendAsync(method, Routes.Path(function), content: Json("{"u8.ToArray()));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task A_field_that_stands_twice_or_is_of_another_type_is_400_and_named(string function, string method)
    {
        await NamedAsync(function, method, "{\"x\":1,\"x\":2}", "x");
        foreach (var property in Routes.Rule(function).Method.GetCustomAttribute<TakesAttribute>()!.Body.GetProperties().Where(p => IsPlain(p.PropertyType)))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            await NamedAsync(function, method, $"{{\"{name}\":{{\"a\":[]}}}}", name);
        }
    }

    private static bool IsPlain(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var bare
        && (bare == typeof(string) || bare == typeof(bool) || bare == typeof(int) || bare == typeof(long) || bare == typeof(DateTimeOffset));

    private async Task NamedAsync(string function, string method, string body, string field)
    {
        using var response = await SendAsync(function, method, Json(Encoding.UTF8.GetBytes(body)));
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest, $"{function} answers {(int)response.StatusCode} to {body}");
        Assert.True((await Problem.OfAsync(response))["errors"]?.AsObject().ContainsKey(field) == true, $"{function} does not name {field}");
    }

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static ByteArrayContent Typed(string type) =>
        new("{}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private async Task<HttpResponseMessage> SendAsync(string function, string method, HttpContent content, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Routes.Path(function, await FlowIdAsync())) { Content = content };
        var credential = Routes.Rule(function).Access == Access.Operator ? (await Crew.OfAsync(api)).CredentialOf("operator") : api.Ada.Token;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        request.Headers.TransferEncodingChunked = isChunked;
        return await api.Client.SendAsync(request);
    }

    // A flow that is there, so that no route can answer 404 before it looks at the body.
    private async Task<string> FlowIdAsync()
    {
        if (flowId is null)
        {
            using var response = await api.SendAsync("POST", "/api/flows", api.Ada.Token, Json("{\"name\":\"walk\",\"nodes\":[],\"edges\":[]}"u8.ToArray()));
            flowId = (await ApiHost.ReadAsync(response, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        }

        return flowId;
    }

    private static string? flowId;
}
