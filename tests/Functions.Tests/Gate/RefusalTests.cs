using System.Diagnostics.Metrics;
using System.Net;
using HiveFlow.Audit;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What stays of a request that was not let in.</summary>
[Collection(ApiGroup.Name)]
public sealed class RefusalTests(ApiHost api)
{
    [Fact]
    public async Task What_a_known_caller_was_forbidden_stands_once_in_the_audit_log_however_often_it_was_tried()
    {
        var (id, key) = await api.NewKeyAsync(api.Ada, "read");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var refused = await api.SendAsync("DELETE", "/api/flows/0123456789abcdef01234567", key);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        // The entry follows the answer.
        var caller = (await api.Get<Authenticator>().AuthenticateAsync(key, null, null, default)).Value!;
        IReadOnlyList<Stored<AuditEntry>> found = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (found.Count == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            var page = await api.Get<IDocumentStore>().QueryAsync(
                AuditEntry.Collection, caller.Tenant, new DocumentQuery(AuditEntry.Collection.Indexes[0].Name) { Limit = 200, Descending = true }, default);
            found = [.. page.Items.Where(e => e.Document.KeyId == id && e.Document.Action == "request.refused")];
        }

        var entry = Assert.Single(found).Document;
        Assert.True(entry.IsRefused);
        Assert.Equal(("Flows_Delete", "scope_missing"), (entry.Details["function"], entry.Details["code"]));
        Assert.Equal("127.0.0.1", entry.Address);
    }

    [Fact]
    public async Task Requests_and_refusals_are_measured_by_function_and_code()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == GateMeter.Name)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => seen.Add($"{tags[0].Value} {tags[1].Value}"));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => seen.Add($"{tags[0].Value} {tags[1].Value}"));
        listener.Start();

        using var response = await api.SendAsync("GET", "/api/flows");
        await response.Content.ReadAsStringAsync();

        Assert.Contains("Flows_List credential_missing", seen);
    }
}
