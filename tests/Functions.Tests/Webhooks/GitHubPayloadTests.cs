using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Webhooks;

/// <summary>GitHub's real payloads, signed as GitHub signs them.</summary>
[Collection(ApiGroup.Name)]
public sealed class GitHubPayloadTests(ApiHost api)
{
    private const string Secret = "It's a Secret to Everybody";

    [NeedsExamples]
    public async Task The_payload_of_every_kind_of_event_is_taken_signed_and_arrives_as_it_was_sent()
    {
        var hook = await Hook.MakeAsync(api, $$"""{"signature":{"scheme":"github"},"secrets":["{{Secret}}"]}""");
        var file = NodePackages.FileOf(NeedsExamplesAttribute.Package, System.IO.Path.Combine("api.github.com", "index.json"));
        var kinds = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray();
        Assert.True(kinds.Count > 40, $"only {kinds.Count} kinds of events");
        foreach (var kind in kinds)
        {
            var (name, payload) = (kind!["name"]!.GetValue<string>(), kind["examples"]![0]!);
            var body = payload.ToJsonString();
            (string, string)[] headers =
            [
                ("X-GitHub-Event", name),
                ("X-GitHub-Delivery", $"72d3162e-{name}"),
                ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)))),
            ];
            using var taken = await hook.SendAsync(body, "application/json", headers);
            var answer = await ApiHost.ReadAsync(taken, HttpStatusCode.Accepted);
            var run = answer["executionId"]!.GetValue<string>();
            var input = (await hook.Owner.CallAsync("GET", $"{hook.Path}/deliveries/{answer["deliveryId"]}"))["delivery"]!["input"]!;
            Assert.Equal(name, input["headers"]!["x-github-event"]!.GetValue<string>());
            Assert.True(JsonNode.DeepEquals(payload, input["body"]), name);
            Assert.Equal(run, await hook.DeliverAsync(body, "application/json", headers));

            using var changed = await hook.SendAsync(body.Replace("\"", " \"", StringComparison.Ordinal), "application/json", headers);
            Assert.Equal(HttpStatusCode.Unauthorized, changed.StatusCode);
        }

        Assert.Equal(kinds.Count, (await hook.RunsAsync()).Count);
    }
}
