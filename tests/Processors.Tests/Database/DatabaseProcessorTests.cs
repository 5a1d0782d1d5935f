using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Database;
using HiveFlow.Processors.Tests.Credentials;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Processors.Tests.Database;

public sealed class DatabaseProcessorTests
{
    private const string Find = """{"operation":"find","collection":"orders","conditions":[{"field":"who","value":"ada"}]}""";

    [Theory]
    [InlineData("{}", "operation")]
    [InlineData("""{"operation":"drop","collection":"c"}""", "operation")]
    [InlineData("""{"operation":"find"}""", "collection")]
    [InlineData("""{"operation":"find","collection":"system.users"}""", "collection")]
    [InlineData("""{"operation":"find","collection":"a$b"}""", "collection")]
    [InlineData("""{"operation":"find","collection":"c","conditions":[{"field":"$where","value":"1"}]}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","conditions":[{"field":"a.$b","value":"1"}]}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","conditions":[{"field":"a","operator":"$ne","value":1}]}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","conditions":[{"field":"a","operator":"regex","value":1}]}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","conditions":{"a":1}}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","conditions":["a"]}""", "conditions")]
    [InlineData("""{"operation":"find","collection":"c","types":{"a":"binary"}}""", "types")]
    [InlineData("""{"operation":"find","collection":"c","fields":["$x"]}""", "fields")]
    [InlineData("""{"operation":"find","collection":"c","sort":[{"field":"$natural"}]}""", "sort")]
    [InlineData("""{"operation":"find","collection":"c","sort":[{"field":"a","descending":"yes"}]}""", "sort")]
    [InlineData("""{"operation":"find","collection":"c","limit":1001}""", "limit")]
    [InlineData("""{"operation":"insert","collection":"c","documents":[]}""", "documents")]
    [InlineData("""{"operation":"insert","collection":"c","documents":[1]}""", "documents")]
    [InlineData("""{"operation":"update","collection":"c","set":{"a":1}}""", "conditions")]
    [InlineData("""{"operation":"update","collection":"c","conditions":[{"field":"a","value":1}]}""", "set")]
    [InlineData("""{"operation":"update","collection":"c","conditions":[{"field":"a","value":1}],"set":{"$inc":{"a":1}}}""", "set")]
    [InlineData("""{"operation":"update","collection":"c","conditions":[{"field":"a","value":1}],"unset":["$a"]}""", "unset")]
    [InlineData("""{"operation":"find","collection":"c"}""", "credentialId")]
    public async Task What_makes_no_sense_is_named_before_anything_is_called(string settings, string setting) =>
        Step.AssertSettingFault(setting, await new DatabaseProcessor(Sockets(), TimeProvider.System).RunAsync(Step.With(settings), default));

    [Fact]
    public async Task An_operator_inside_of_a_value_is_refused_however_it_came_there()
    {
        var settings = """{"operation":"find","collection":"users","conditions":[{"field":"password","value":{"$ne":null}}]}""";

        var result = await RunAsync(settings, "127.0.0.1:1", "127.0.0.1:1", allow: "127.0.0.1:1", tls: "off");

        Assert.Equal("database_value_invalid", result.Error!.Code.Value);
        Assert.Contains("password", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_this_machine_or_another_than_the_credentials_is_never_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var place = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await RunAsync(Find, place, place)).Error!.Code);
        Assert.Equal(OutgoingErrors.HostNotBoundCode, (await RunAsync(Find, place, "db.example.com:27017", allow: place)).Error!.Code);
        Step.AssertSettingFault("credentialId", await RunAsync(Find, place, place, tls: "off"));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_server_that_can_not_be_reached_may_be_tried_again()
    {
        var result = await RunAsync(Find, "127.0.0.1:1", "127.0.0.1:1", allow: "127.0.0.1:1", tls: "off");

        Assert.Equal((OutgoingErrors.UnreachableCode, true), (result.Error!.Code, result.IsRetryable));
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData(":27017")]
    [InlineData("a:0")]
    [InlineData(" , ")]
    public async Task Servers_that_can_not_be_read_are_refused(string servers) =>
        Step.AssertSettingFault("credentialId", await RunAsync(Find, servers, "a.example:27017"));

    [Fact]
    public async Task A_credential_of_another_type_is_refused()
    {
        var step = Step.With(Find).With(OpenCredential.Named("bearer", """{"token":"t"}""", "a.example"));

        Assert.Equal(CredentialErrors.WrongTypeCode, (await new DatabaseProcessor(Sockets(), TimeProvider.System).RunAsync(step, default)).Error!.Code);
    }

    private static async Task<StepResult> RunAsync(string settings, string servers, string hosts, string? allow = null, string tls = "on")
    {
        var data = JsonSerializer.Serialize(new { servers, database = "shop", username = "me", password = "canary-0123456789", tls });
        var step = Step.With(settings).With(OpenCredential.Named("mongodb", data, hosts));
        return await new DatabaseProcessor(Sockets(allow), TimeProvider.System).RunAsync(step, default).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static OutgoingSockets Sockets(string? allow = null) => new ServiceCollection().AddLogging().AddOutgoing()
        .AddSingleton(Microsoft.Extensions.Options.Options.Create(new OutgoingOptions { Allow = allow is null ? [] : [allow] }))
        .BuildServiceProvider().GetRequiredService<OutgoingSockets>();
}
