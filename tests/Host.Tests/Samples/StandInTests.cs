using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using HiveFlow.Host.Samples;
using HiveFlow.Host.Samples.StandIns;

namespace HiveFlow.Host.Tests.Samples;

/// <summary>The stand-ins refuse what the systems that they play would refuse: a sample that works against them has done it right.</summary>
public sealed class StandInTests : IDisposable
{
    private const string Secret = "a-secret";
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task The_REST_API_wants_its_token_keeps_a_key_once_and_repeats_the_answer_to_a_repeated_call()
    {
        await using var shop = await RestStandIn.StartAsync(new StandInPlan("shop", "rest") { IsLocked = true, Key = "sku" }, "none", Secret);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(shop, token: null, sku: "a", key: "1"));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(shop, Secret, sku: "a", key: "1"));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(shop, Secret, sku: "a", key: "1"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(shop, Secret, sku: "a", key: "2"));
        Assert.Equal([401, 201, 201, 409], shop.Received.Select(told => (int)told["status"]!));
    }

    [Fact]
    public async Task The_REST_API_serves_no_file_outside_of_its_folder()
    {
        var sample = Sample.ReadAll("rss-digest")[0];
        await using var news = await RestStandIn.StartAsync(new StandInPlan("news", "rest"), sample.PathOf("news"), Secret);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(news.Address, "blog.xml"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(news.Address, "..%2Fsample.json"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(news.Address, "%2E%2E/sample.json"))).StatusCode);
    }

    [Fact]
    public async Task The_chat_takes_messages_at_its_secret_address_only()
    {
        await using var chat = await ChatStandIn.StartAsync(Secret);

        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync(new Uri(chat.Address, "services/guess"), new { text = "hi" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsJsonAsync(new Uri(chat.Address, $"services/{Secret}"), new { message = "hi" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsJsonAsync(new Uri(chat.Address, $"services/{Secret}"), new { text = "hi" })).StatusCode);
    }

    [Fact]
    public async Task The_mail_server_takes_nothing_before_TLS_and_a_login()
    {
        using var certificate = MailCertificate.Make(TimeProvider.System);
        await using var mail = MailStandIn.Start(certificate, Secret);
        using var client = new TcpClient();
        await client.ConnectAsync(mail.Address.Host, mail.Address.Port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        List<string?> said = [await reader.ReadLineAsync()];
        foreach (var line in new[] { "AUTH PLAIN AHNhbXBsZQBhLXNlY3JldA==", "MAIL FROM:<a@example.com>", "DATA", "QUIT" })
        {
            await writer.WriteLineAsync(line);
            said.Add(await reader.ReadLineAsync());
        }

        Assert.Equal(["220", "502", "530", "530", "221"], said.Select(line => line![..3]));
        Assert.Empty(mail.Received);
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpStatusCode> PostAsync(RestStandIn server, string? token, string sku, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "products")) { Content = JsonContent.Create(new JsonObject { ["sku"] = sku }) };
        request.Headers.Add("Idempotency-Key", key);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
