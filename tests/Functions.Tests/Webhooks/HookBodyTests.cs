using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Webhooks;

/// <summary>What senders send, and how it arrives.</summary>
[Collection(ApiGroup.Name)]
public sealed class HookBodyTests(ApiHost api)
{
    private const int Most = 16 * 1024 * 1024;

    [Fact]
    public async Task A_form_arrives_as_its_fields()
    {
        var hook = await Hook.MakeAsync(api);
        var input = await hook.InputAsync(await hook.DeliverAsync("name=J%C3%BCrgen+M&tag=a&tag=b&empty=", "application/x-www-form-urlencoded"));
        Assert.Equal("form", input["bodyEncoding"]!.GetValue<string>());
        Assert.Equal("Jürgen M", input["body"]!["name"]!.GetValue<string>());
        Assert.Equal(["a", "b"], input["body"]!["tag"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Equal(string.Empty, input["body"]!["empty"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_files_of_a_form_become_files_of_the_organization_and_its_texts_the_body()
    {
        var hook = await Hook.MakeAsync(api);
        byte[] bytes = [0x25, 0x50, 0x44, 0x46, 0xff, 0x00];
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Jürgen"), "name" },
            { new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "scan", "../../etc/passwd" },
        };

        using var response = await hook.SendAsync(form);

        var input = await hook.InputAsync((await ApiHost.ReadAsync(response, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>());
        Assert.Equal("Jürgen", input["body"]!["name"]!.GetValue<string>());
        var file = Assert.Single(input["files"]!.AsArray())!;
        Assert.Equal(("scan", "passwd", 6), (file["field"]!.GetValue<string>(), file["name"]!.GetValue<string>(), file["size"]!.GetValue<int>()));
        var tenant = (await api.CallerAsync(api.Ada)).Tenant;
        var opened = await api.Get<HiveFlow.Files.FileShelf>().OpenAsync(tenant, file["fileId"]!.GetValue<string>(), default);
        await using var content = opened.Value!;
        using var copy = new MemoryStream();
        await content.Content.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Theory]
    [InlineData("multipart/form-data", "--x\r\n\r\n--x--")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nbreaks off")]
    public async Task A_form_that_is_none_is_400_and_starts_nothing(string type, string body)
    {
        var hook = await Hook.MakeAsync(api);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await hook.SendAsync(content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await hook.RunsAsync());
    }

    [Fact]
    public async Task JSON_that_imitates_what_we_make_of_requests_is_nothing_but_a_body()
    {
        var hook = await Hook.MakeAsync(api);
        const string Body = """{"files":[{"path":"/etc/passwd","fileName":"x"}],"nodes":[],"flow":"f","owner":"o","version":9,"overrideConfig":{}}""";
        var run = await hook.DeliverAsync(Body);
        var input = await hook.InputAsync(run);
        Assert.Equal(JsonNode.Parse(Body)!.ToJsonString(), input["body"]!.ToJsonString());
        Assert.Null(input["files"]);
        Assert.Equal(hook.Flow, (await hook.Owner.CallAsync("GET", $"api/runs/{run}"))["run"]!["flowId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain", (byte)'a')]
    [InlineData("text/plain", (byte)1)]
    [InlineData("application/octet-stream", (byte)0xff)]
    public async Task Sixteen_mebibytes_of_text_or_bytes_arrive_and_one_byte_more_is_413(string type, byte content)
    {
        var hook = await Hook.MakeAsync(api);
        using var taken = await hook.SendAsync(Content(type, content, Most));
        var run = (await ApiHost.ReadAsync(taken, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        using var refused = await hook.SendAsync(Content(type, content, Most + 1), ("Expect", "100-continue"));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, true), (refused.StatusCode, refused.Headers.ConnectionClose));
        Assert.NotEmpty(run);
        Assert.Single(await hook.RunsAsync());
        Assert.Single(await hook.DeliveriesAsync(), delivery => delivery!["status"]!.GetValue<string>() == "accepted");
    }

    [Fact]
    public async Task An_event_of_Stripe_is_checked_by_its_published_algorithm_and_taken_once_by_its_id()
    {
        const string Secret = "whsec_5f0e3a1c9b7d";
        var hook = await Hook.MakeAsync(api, $$"""{"signature":{"scheme":"stripe"},"secrets":["{{Secret}}"]}""");
        const string Body = """{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"setup_intent.created"}""";
        var first = await hook.DeliverAsync(Body, "application/json", ("Stripe-Signature", Sign(Secret, Body, TimeSpan.Zero)));
        var again = await hook.DeliverAsync(Body, "application/json", ("Stripe-Signature", Sign(Secret, Body, TimeSpan.FromSeconds(2))));
        Assert.Equal(first, again);
        foreach (var wrong in new[] { Sign("whsec_another", Body, TimeSpan.Zero), Sign(Secret, Body, TimeSpan.FromMinutes(-6)), Sign(Secret, Body + " ", TimeSpan.Zero) })
        {
            using var refused = await hook.SendAsync(Body, "application/json", ("Stripe-Signature", wrong));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Assert.Single(await hook.RunsAsync());
    }

    [Fact]
    public async Task A_delivery_is_named_by_the_place_in_its_body_that_the_webhook_names()
    {
        var hook = await Hook.MakeAsync(api, """{"deliveryPath":"meta.number"}""");
        var first = await hook.DeliverAsync("""{"meta":{"number":7},"n":1}""");
        Assert.Equal(first, await hook.DeliverAsync("""{"meta":{"number":7},"n":2}"""));
        Assert.NotEqual(first, await hook.DeliverAsync("""{"meta":{"number":8}}"""));
        Assert.NotEqual(await hook.DeliverAsync("""{"meta":[]}"""), await hook.DeliverAsync("""{"meta":[]}"""));
    }

    [Fact]
    public async Task The_same_delivery_a_hundred_times_at_once_starts_one_run_and_every_answer_names_it()
    {
        var hook = await Hook.MakeAsync(api);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => hook.DeliverAsync("{}", "application/json", ("webhook-id", "msg_1"))));
        Assert.Single(answers.Distinct());
        Assert.Single(await hook.RunsAsync());
    }

    // docs.stripe.com/webhooks, "Verify webhook signatures manually": HMAC-SHA256 of timestamp, dot and body, in hex.
    private static string Sign(string secret, string body, TimeSpan later)
    {
        var time = (TimeProvider.System.GetUtcNow() + later).ToUnixTimeSeconds();
        var made = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(made)},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39";
    }

    private static ByteArrayContent Content(string type, byte content, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, content);
        return new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
    }
}
