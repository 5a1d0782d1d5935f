using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Live.Events;
using HiveFlow.Processors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Orchestrations.Tests.Masking;

/// <summary>A processor that gives a secret away in every way there is: nothing of it is kept or logged.</summary>
public sealed class StepMaskTests
{
    private const string Secret = "cnry-token-9Zq4Tv-Lk77";

    [Theory]
    [InlineData("output")]
    [InlineData("error")]
    [InlineData("exception")]
    public async Task A_secret_is_masked_in_logs_output_errors_and_what_a_bug_throws(string way)
    {
        await using var flows = await FlowHarness.StartAsync();
        var tenant = Tenant.Of(flows.Organization);
        var made = await MakeAsync(flows);
        flows.Probe.Act = async (context, token) =>
        {
            var opened = await context.Credentials.OpenAsync(context.Credentials.MainId!, token);
            var text = opened.Value!.Text("token")!;
            context.Log.Write("info", $"logged {text}");
            context.Log.Output("stdout", $"printed {text}");
            return way switch
            {
                "output" => StepResult.Completed(JsonSerializer.SerializeToElement(new Dictionary<string, string> { [text] = $"given {text}" })),
                "error" => StepResult.Failed(ErrorOf(text), output: JsonSerializer.SerializeToElement(text)),
                _ => throw new InvalidOperationException($"thrown {text}"),
            };
        };

        var run = await flows.EndOfAsync(await flows.StartAsync($$$"""[{"id":"p","data":{"nodeType":"probe","credentialId":"{{{made}}}"}}]""", ""));

        List<string> all = [JsonSerializer.Serialize(run), JsonSerializer.Serialize(await flows.StepsOfAsync(run)), .. flows.Logged];
        await foreach (var runEvent in flows.Get<RunEventLog>().WatchAsync(tenant, run.Id, 0, default))
        {
            all.Add(JsonSerializer.Serialize(runEvent));
        }

        var kept = string.Join('\n', all);
        Assert.Contains("logged ***", kept, StringComparison.Ordinal);
        Assert.Contains("printed ***", kept, StringComparison.Ordinal);
        Assert.Contains(way == "output" ? "given ***" : way == "error" ? "told ***" : "thrown ***", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task A_secret_that_pieces_of_live_output_cut_is_masked_and_nothing_else_is_lost(int length)
    {
        await using var flows = await FlowHarness.StartAsync();
        var made = await MakeAsync(flows);
        const string Said = $"before {Secret} between {Secret}{Secret} after cnry-";
        flows.Probe.Act = async (context, token) =>
        {
            await context.Credentials.OpenAsync(context.Credentials.MainId!, token);
            for (var at = 0; at < Said.Length; at += length)
            {
                context.Log.Output("stdout", Said.Substring(at, Math.Min(length, Said.Length - at)));
            }

            return ProbeProcessor.Ok(context);
        };

        var run = await flows.EndOfAsync(await flows.StartAsync($$$"""[{"id":"p","data":{"nodeType":"probe","credentialId":"{{{made}}}"}}]""", ""));

        List<string> pieces = [];
        await foreach (var runEvent in flows.Get<RunEventLog>().WatchAsync(Tenant.Of(flows.Organization), run.Id, 0, default))
        {
            if (runEvent.Type == RunEventTypes.StepOutput)
            {
                pieces.Add(runEvent.Data!.Value.GetProperty("text").GetString()!);
            }
        }

        Assert.Equal("before *** between ****** after cnry-", string.Concat(pieces));
    }

    private static async Task<string> MakeAsync(FlowHarness flows)
    {
        var made = await flows.Get<CredentialRegistry>().CreateAsync(
            new CredentialUser(Tenant.Of(flows.Organization), "user", "member"),
            new CredentialDraft("Tickets", "bearer", Hosts: ["api.example.com"], Data: JsonDocument.Parse($$"""{"token":"{{Secret}}"}""").RootElement),
            new AuditActor { Name = "ada@example.com", UserId = "user" },
            default);
        return made.Value!.Id;
    }

    private static Error ErrorOf(string text) => Error.Of(new ErrorCode("probe_told", ErrorKind.Invalid), $"told {text}");
}
