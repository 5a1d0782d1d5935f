using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Devices;

/// <summary>The page at <c>/cli-login</c>: its headers, its form, and its script in a browser's stead.</summary>
[Collection(ApiGroup.Name)]
public sealed partial class DevicePageTests(ApiHost api)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_page_allows_its_own_script_and_nothing_from_elsewhere()
    {
        var (first, html) = await PageAsync();
        var (second, _) = await PageAsync();
        var policy = first.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal("text/html; charset=utf-8", first.Content.Headers.ContentType?.ToString());
        foreach (var directive in new[]
        {
            "default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "connect-src 'self'",
        })
        {
            Assert.Contains(directive, policy, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.Contains($"<script nonce=\"{nonce}\">", html, StringComparison.Ordinal);
        Assert.Contains($"<style nonce=\"{nonce}\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain(nonce, second.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", first.Headers.CacheControl?.ToString());
        Assert.Equal("DENY", first.Headers.GetValues("X-Frame-Options").Single());
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.False(first.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_page_helps_password_managers_and_phones_and_forbids_no_pasting()
    {
        var (_, html) = await PageAsync();

        Assert.Contains("type=\"password\" autocomplete=\"current-password\"", html, StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"username\"", html, StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"one-time-code\"", html, StringComparison.Ordinal);
        Assert.Contains("width=device-width", html, StringComparison.Ordinal);
        Assert.DoesNotContain("paste", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("innerHTML", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_the_request_is_written_into_the_page()
    {
        using var response = await api.SendAsync("GET", "/cli-login?code=%3Cscript%3Ealert(1)%3C/script%3E");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("alert(1)", html, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_person_logs_in_on_the_page_sees_the_device_as_text_and_approves_it()
    {
        const string hostile = "<img src=x onerror=alert(1)>\"'&";
        var started = await StartAsync(hostile);
        var steps = await UseAsync(started, "pressed@example.com", "approve");

        Assert.Equal("The e-mail address or the password is not right.", steps["refused"]["fault"]!.GetValue<string>());
        Assert.Equal(string.Empty, steps["factor"]["password"]!.GetValue<string>());
        var shown = steps["decide"];
        Assert.Equal(started["user_code"]!.GetValue<string>(), shown["code"]!.GetValue<string>());
        Assert.Equal(hostile, shown["device"]!.GetValue<string>());
        Assert.Equal(0, shown["elements"]!.GetValue<int>());
        Assert.Equal("127.0.0.1", shown["address"]!.GetValue<string>());
        Assert.Equal("read, write, execute", shown["rights"]!.GetValue<string>());
        Assert.StartsWith("Approved.", steps["done"]["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(steps["done"]["faults"]!.AsArray());
        Assert.Equal(0, steps["done"]["images"]!.GetValue<int>());

        // The session that was opened for this alone is over, and no cookie ever went along with it.
        var calls = steps["done"]["calls"]!.AsArray();
        Assert.Equal("/api/auth/logout", calls[^1]!["path"]!.GetValue<string>());
        Assert.All(calls.Where(c => c!["authorization"]!.GetValue<bool>()), c => Assert.Equal("omit", c!["credentials"]!.GetValue<string>()));
        Assert.Equal("approved", (await PollAsync(started))["status"]!.GetValue<string>());
    }

    [BrowserFact]
    public async Task A_person_denies_a_device_on_the_page()
    {
        var started = await StartAsync("somebody's");
        var steps = await UseAsync(started, "denies@example.com", "deny");

        Assert.StartsWith("Denied.", steps["done"]["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("denied", (await PollAsync(started))["status"]!.GetValue<string>());
    }

    private async Task<(HttpResponseMessage Response, string Html)> PageAsync()
    {
        var response = await api.SendAsync("GET", "/cli-login");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response, await response.Content.ReadAsStringAsync());
    }

    private async Task<JsonNode> StartAsync(string name)
    {
        using var response = await api.SendAsync("POST", "/api/auth/cli/device/start", content: JsonContent.Create(new { device_name = name }));
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task<JsonNode> PollAsync(JsonNode started)
    {
        var body = new { device_code = started["device_code"]!.GetValue<string>() };
        using var response = await api.SendAsync("POST", "/api/auth/cli/device/poll", content: JsonContent.Create(body));
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    /// <summary>What the page showed at each step.</summary>
    private async Task<Dictionary<string, JsonNode>> UseAsync(JsonNode started, string email, string decision)
    {
        await api.RegisterAsync(email, "Presser");
        var arguments = new[]
        {
            Path.Combine(AppContext.BaseDirectory, "Devices", "cli-login.mjs"),
            api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority),
            Path.Combine(NodePackages.Folder, "package.json"),
            started["user_code"]!.GetValue<string>(),
            email,
            ApiHost.Password,
            Path.Combine(api.Host.DataFolder, "mail"),
            decision,
        };
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(limit.Token), node.StandardError.ReadToEndAsync(limit.Token));
        await node.WaitForExitAsync(limit.Token);
        Assert.True(node.ExitCode == 0, $"{await output}\n{await errors}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(
            line => line["step"]!.GetValue<string>());
    }

    [GeneratedRegex("'nonce-([A-Za-z0-9_-]{22})'")]
    private static partial Regex Nonce();
}
