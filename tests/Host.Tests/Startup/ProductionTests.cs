using System.Security.Cryptography;
using HiveFlow.Host.Functions;
using HiveFlow.HostFixture;

namespace HiveFlow.Host.Tests.Startup;

public sealed class ProductionTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task All_that_production_lacks_is_told_at_once()
    {
        var faults = await FaultsAsync(new()
        {
            ["HiveFlow:Redis:ConnectionString"] = "redis.example.com:6379,password=hunter2",
            ["HiveFlow:Storage:Mongo:ConnectionString"] = "mongodb://user:hunter2@db.example.com/hiveflow",
            ["HiveFlow:Host:Address"] = "0.0.0.0",
        });
        Assert.Contains(faults, fault => fault.Contains("HiveFlow:PublicUrl", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("HiveFlow:Redis:ConnectionString must use TLS", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("Mongo:ConnectionString must use TLS", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("Plain http", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("local jail", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_everything_said_production_starts()
    {
        await using var host = await EmbeddedHost.StartAsync(TestHost.StartIn(folder, Production));
        Assert.Equal("Production", host.Environment);
    }

    [Fact]
    public async Task Documents_in_MongoDB_and_a_Redis_of_the_process_s_own_do_not_go_together()
    {
        var settings = Production;
        settings["HiveFlow:Redis:ConnectionString"] = null;
        settings["HiveFlow:Storage:Mongo:ConnectionString"] = "mongodb+srv://db.example.com/hiveflow";

        Assert.Contains(await FaultsAsync(settings), fault => fault.Contains("HiveFlow:Redis:ConnectionString is missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HiveFlow:PublicUrl", "http://hiveflow.example.com")]
    [InlineData("HiveFlow:Sandbox:Local:AllowInProduction", "false")]
    [InlineData("HiveFlow:Redis:ConnectionString", "10.0.0.5:6379")]
    [InlineData("HiveFlow:Storage:Mongo:ConnectionString", "mongodb+srv://db.example.com/?tls=false")]
    [InlineData("HiveFlow:Storage:S3:AllowHttp", "true")]
    [InlineData("HiveFlow:Gate:TrustedProxies:0", null)]
    [InlineData("HiveFlow:Vault:Keys:k1", null)]
    [InlineData("HiveFlow:Vault:Keys:k1", "c2hvcnQ=")]
    public async Task One_thing_less_and_it_does_not(string key, string? value)
    {
        var settings = Production;
        settings[key] = value;
        Assert.NotEmpty(await FaultsAsync(settings));
    }

    [Theory]
    [InlineData("HiveFlow:Outgoing:Alow:0", "127.0.0.1:80")]
    [InlineData("HiveFlow:Outgoing:MaxConcurrent", "many")]
    [InlineData("HiveFlow:Outgoing:MaxConcurrent", "0")]
    [InlineData("HiveFlow:Host:Prot", "3001")]
    public async Task A_setting_that_is_misspelt_or_out_of_bounds_stops_every_start(string key, string value)
    {
        var settings = Production;
        settings["HIVEFLOW_ENV"] = "Development";
        settings[key] = value;
        Assert.Contains(await FaultsAsync(settings), fault => fault.Contains(key.Split(':')[1], StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, string?> Production => new()
    {
        ["HIVEFLOW_ENV"] = "Production",
        ["HiveFlow:Vault:Keys:k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["HiveFlow:PublicUrl"] = "https://hiveflow.example.com",
        ["HiveFlow:Sandbox:Local:AllowInProduction"] = "true",
        ["HiveFlow:Gate:TrustedProxies:0"] = "127.0.0.1",
    };

    private async Task<IReadOnlyList<string>> FaultsAsync(Dictionary<string, string?> settings)
    {
        settings.TryAdd("HIVEFLOW_ENV", "Production");
        var start = TestHost.StartIn(folder, settings);
        return (await Assert.ThrowsAsync<StartupException>(() => EmbeddedHost.StartAsync(start))).Faults;
    }
}
