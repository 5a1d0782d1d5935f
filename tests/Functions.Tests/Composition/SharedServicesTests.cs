using HiveFlow.Functions.Composition;
using Microsoft.Extensions.Configuration;

namespace HiveFlow.Functions.Tests.Composition;

public sealed class SharedServicesTests
{
    private static readonly Dictionary<string, string?> Whole = new()
    {
        ["HiveFlow:PublicUrl"] = "https://api.example.com",
        ["HiveFlow:Storage:Mongo:ConnectionString"] = "mongodb+srv://example",
        ["HiveFlow:Storage:S3:Bucket"] = "files",
        ["HiveFlow:Redis:ConnectionString"] = "redis.example.com:6380,ssl=true",
        ["HiveFlow:Identity:SigningKeys:0"] = "pem",
        ["HiveFlow:Identity:FactorKeys:0"] = "base64",
        ["HiveFlow:Vault:Keys:k1"] = "base64",
        ["HiveFlow:Sandbox:E2B:ApiKey"] = "e2b",
        ["HiveFlow:Mail:Smtp:Host"] = "smtp.example.com",
    };

    [Fact]
    public void Instances_that_share_everything_may_start_in_production() => SharedServices.Require(Settings(Whole), isProduction: true);

    [Fact]
    public void Each_missing_service_stops_the_start_by_name()
    {
        foreach (var key in Whole.Keys)
        {
            var without = Whole.Where(s => s.Key != key).ToDictionary();
            var fault = Assert.Throws<InvalidOperationException>(() => SharedServices.Require(Settings(without), isProduction: true));
            Assert.Contains(key.Split(":k1")[0], fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_that_is_missing_is_said_at_once() => Assert.Equal(Whole.Count, SharedServices.Faults(Settings([])).Count);

    [Fact]
    public void A_lone_worker_in_development_may_keep_everything_to_itself() => SharedServices.Require(Settings([]), isProduction: false);

    private static IConfiguration Settings(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
