using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Metering.Tests.Billing;

/// <summary>
/// What stands in for Stripe's API on loopback: it takes what the official client sends for a Checkout Session, refuses what the real one
/// refuses, and keeps to its Idempotency-Key (https://docs.stripe.com/api/checkout/sessions/create).
/// </summary>
internal sealed class StripeServer : IAsyncDisposable
{
    public const string Key = "sk_test_of_hiveflow";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> answers = new();

    private StripeServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/checkout/sessions", (Delegate)AnswerAsync);
    }

    public string Url => app.Urls.Single();

    public string Authority => new Uri(Url).Authority;

    /// <summary>The sessions made, as forms.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Sessions { get; } = new();

    /// <summary>Answered instead, with this status.</summary>
    public (int Status, string Body)? Instead { get; set; }

    public static async Task<StripeServer> StartAsync()
    {
        var server = new StripeServer();
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static IResult Refuse(int status, string type, string code) =>
        Results.Text(new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = "no" } }.ToJsonString(), "application/json", null, status);

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        if (Instead is { } other)
        {
            return Results.Text(other.Body, "application/json", null, other.Status);
        }

        if (http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Refuse(401, "invalid_request_error", "api_key_invalid");
        }

        if (!http.Request.Headers.ContainsKey("Stripe-Version") || !http.Request.HasFormContentType)
        {
            return Refuse(400, "invalid_request_error", "parameter_missing");
        }

        var form = (await http.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        if (form.GetValueOrDefault("line_items[0][price]") != "price_small")
        {
            return Refuse(400, "invalid_request_error", "resource_missing");
        }

        var made = answers.GetOrAdd(http.Request.Headers["Idempotency-Key"].ToString(), _ =>
        {
            Sessions.Enqueue(form);
            var id = string.Create(CultureInfo.InvariantCulture, $"cs_test_{Sessions.Count}");
            return new JsonObject { ["id"] = id, ["object"] = "checkout.session", ["url"] = $"https://checkout.stripe.com/c/pay/{id}" }.ToJsonString();
        });
        return Results.Text(made, "application/json");
    }
}
