using System.Net;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Tests.Organizations;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Tests.Alerts;

public sealed class AlertFunctionTests
{
    [Fact]
    public async Task An_admin_chooses_the_percentages_and_the_jobs_mail_the_organization_s_owner_once()
    {
        await using var club = await Club.StartAsync(new Dictionary<string, string?> { ["HiveFlow:Credits:Plans:default"] = "1000" });
        Assert.Equal("role_missing", await club.FailAsync(await club.JoinAsync("mia@example.com", "member"), "PUT", "api/credits/alerts", new { }, HttpStatusCode.Forbidden));
        Assert.Equal([80, 100], (await club.CallAsync(club.Ada, "GET", "api/credits/alerts"))["alerts"]!["thresholds"]!.AsArray().Select(t => t!.GetValue<int>()));
        var set = (await club.CallAsync(club.Ada, "PUT", "api/credits/alerts", new { thresholds = new[] { 10 }, webhookUrl = "https://hooks.example.com/credits" }))["alerts"]!;
        Assert.StartsWith("whsec_", set["secret"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null((await club.CallAsync(club.Ada, "PUT", "api/credits/alerts", new { thresholds = new[] { 10 } }))["alerts"]!["secret"]);

        var nodes = new[] { new { id = "start", type = "custom", data = new { nodeType = "trigger", startNode = true } } };
        var flow = (await club.CallAsync(club.Ada, "POST", "api/flows", new { name = "one", nodes, edges = Array.Empty<object>() }, HttpStatusCode.Created))["flow"]!["id"];
        await club.CallAsync(club.Ada, "POST", $"api/flows/{flow}/execute?wait=60", new { inputs = new { } });
        await RunAsync(club, "credits-reconciliation");
        await RunAsync(club, "credit-alerts");
        await RunAsync(club, "credits-reconciliation");
        await RunAsync(club, "credit-alerts");

        var mail = Assert.Single(Directory.GetFiles(Path.Combine(club.Api.Host.DataFolder, "mail"), "*.eml").Select(File.ReadAllText), text => text.Contains("credits are running out", StringComparison.Ordinal));
        Assert.Contains($"To: {club.Ada.Email}", mail, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Club club, string job) =>
        await club.Api.Get<IEnumerable<IMaintenanceJob>>().Single(j => j.Name == job)
            .RunAsync(club.Api.Get<DurableTaskClient>(), club.Clock.GetUtcNow().AddMinutes(5), default);
}
