using HiveFlow.Host.Functions;
using HiveFlow.Host.Samples;
using HiveFlow.Host.Startup;

namespace HiveFlow.Host.Tests.Samples;

public sealed class SampleStageTests
{
    [Fact]
    public async Task Exactly_the_stand_ins_are_let_through_beside_what_the_operator_allows()
    {
        var samples = Sample.ReadAll("rss-digest,csv-to-api");
        await using var stage = await SampleStage.StartAsync(samples);
        var start = new EmbeddedStart
        {
            Folder = AppContext.BaseDirectory,
            Settings = new Dictionary<string, string?> { ["HiveFlow:Outgoing:Allow:0"] = "intranet.example.com:443" },
        };

        var allowed = stage.Prepare(start).Read().GetSection("HiveFlow:Outgoing:Allow").GetChildren().Select(entry => entry.Value);

        Assert.Equal(
            ["intranet.example.com:443", stage.Of(samples[0], "news").Address.Authority, stage.Of(samples[0], "mail").Address.Authority, stage.Of(samples[1], "shop").Address.Authority],
            allowed);
    }

    [Fact]
    public async Task Addresses_and_secrets_are_filled_in_and_secrets_are_new_at_each_start()
    {
        var sample = Sample.ReadAll("csv-to-api")[0];
        await using var one = await SampleStage.StartAsync([sample]);
        await using var other = await SampleStage.StartAsync([sample]);

        Assert.Equal($"{one.Of(sample, "shop").Address}x", one.Fill(sample, "${shop.url}/x"));
        Assert.Equal(48, one.Fill(sample, "${shop.secret}").Length);
        Assert.NotEqual(one.Fill(sample, "${shop.secret}"), other.Fill(sample, "${shop.secret}"));
        Assert.Equal("$shop and ${shop.nothing}", one.Fill(sample, "$shop and ${shop.nothing}"));
    }

    [Fact]
    public void All_names_every_sample_and_an_unknown_name_those_there_are()
    {
        Assert.Equal(Sample.Names(), Sample.ReadAll(Sample.All).Select(sample => sample.Name));
        var fault = Assert.Throws<StartupException>(() => Sample.ReadAll("rss-digest,../secrets"));
        Assert.Contains($"there are: {string.Join(", ", Sample.Names())}", Assert.Single(fault.Faults), StringComparison.Ordinal);
    }
}
