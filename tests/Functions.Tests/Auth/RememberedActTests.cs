using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>What a person does to their account stands in their log and, where it changes how they are known, in their mailbox.</summary>
public sealed class RememberedActTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string NextEmail = "lovelace@example.com";
    private const string NextPassword = "another river by the hill";
    private SignedIn site = null!;
    private (string Name, string Value) session;

    public async Task InitializeAsync()
    {
        site = await SignedIn.StartAsync();
        session = await site.RegisterAsync(Email);
    }

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_act_is_in_the_log_with_its_way_and_result()
    {
        await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/login", new { email = Email, password = "not this one" });
        var begun = await site.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });
        var (challenge, code) = (SignedIn.Text(begun, "challenge"), site.CodeFor(Email));
        var wrong = code == "123456" ? "654321" : "123456";
        await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/verify", new { challenge, code = wrong });
        var second = await site.ReadAsync("POST", "/auth/otp/verify", new { challenge, code });
        await site.ReadAsync("POST", "/auth/logout", null, ("Authorization", $"Bearer {SignedIn.Text(second, "token")}"));
        var stepped = await site.ReadAsync("POST", "/auth/step-up", null, session);
        session = Bearer(await site.ReadAsync(
            "POST", "/auth/step-up/verify", new { challenge = SignedIn.Text(stepped, "challenge"), code = site.CodeFor(Email), method = "email" }, session));
        var phone = await Phone.EnrolAsync(site, session);
        var byPhone = await phone.LogInAsync(Email);
        await site.ReadAsync("POST", "/auth/totp/disable", new { code = phone.NextCode(), method = "totp" }, byPhone);
        var key = await site.ReadAsync("POST", "/auth/api-keys", new { name = "key", permissions = new[] { "read" } }, session);
        await site.ReadAsync("DELETE", $"/auth/api-keys/{SignedIn.Text(key["apiKey"]!, "id")}", null, session);
        var device = await site.ReadAsync("POST", "/auth/cli/device/start", new { device_name = "desk" });
        await site.ReadAsync("POST", "/auth/cli/device/approve", new { user_code = SignedIn.Text(device, "user_code") }, session);
        await site.ReadAsync("DELETE", "/auth/sessions", null, session);
        await ChangePasswordAndAddressAsync();

        var entries = (await site.ReadAsync("GET", "/auth/activity?limit=200", null, session))["entries"]!.AsArray();

        foreach (var (action, result, method) in Expected)
        {
            Assert.True(
                entries.Any(e => SignedIn.Text(e!, "action") == action && SignedIn.Text(e!, "result") == result
                    && (method is null || e!["details"]?["method"]?.GetValue<string>() == method)),
                $"{action} {result} {method} is not in {string.Join(", ", entries.Select(e => $"{e!["action"]} {e["result"]} {e["details"]?.ToJsonString()}"))}");
        }

        var acts = (await site.ReadAsync("GET", "/audit?limit=200", null, session))["entries"]!.AsArray().Select(e => SignedIn.Text(e!, "action")).ToList();
        Assert.All(["api_key.created", "api_key.revoked", "device.approved"], action => Assert.Contains(action, acts));
        Assert.All(entries, e => Assert.False(string.IsNullOrEmpty(e!["address"]?.GetValue<string>()) || string.IsNullOrEmpty(e["requestId"]?.GetValue<string>())));
        Assert.DoesNotContain(code, entries.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(SignedIn.Password, entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_the_old_address_is_told_of_a_new_password_and_a_new_address()
    {
        await ChangePasswordAndAddressAsync();
        await site.Services.GetRequiredService<MailPost>().StopAsync(default);

        var told = string.Concat(site.Mails(Email));
        Assert.Contains("Your password was changed", told, StringComparison.Ordinal);
        Assert.Contains("Your account has another mail address now", told, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Action, string Result, string? Method)> Expected =>
    [
        ("account.created", "done", "email"),
        ("session.opened", "done", "email"),
        ("login.refused", "refused", "password"),
        ("second_factor.refused", "refused", "email"),
        ("session.ended", "done", null),
        ("session.stepped_up", "done", "email"),
        ("totp.enabled", "done", null),
        ("session.opened", "done", "totp"),
        ("totp.disabled", "done", null),
        ("session.others_ended", "done", null),
        ("password.checked", "refused", null),
        ("password.changed", "done", null),
        ("email.change_requested", "done", null),
        ("email.changed", "done", null),
    ];

    private async Task ChangePasswordAndAddressAsync()
    {
        await site.RefusalAsync(
            HttpStatusCode.Forbidden, "POST", "/auth/change-password", new { currentPassword = "not this one", newPassword = NextPassword }, session);
        await site.ReadAsync("POST", "/auth/change-password", new { currentPassword = SignedIn.Password, newPassword = NextPassword }, session);
        await site.ReadAsync("POST", "/auth/change-email", new { email = NextEmail }, session);
        await site.ReadAsync("POST", "/auth/change-email/confirm", new { code = site.LongCodeFor(NextEmail) }, session);
    }

    private static (string Name, string Value) Bearer(JsonNode session) => ("Authorization", $"Bearer {SignedIn.Text(session, "token")}");
}
