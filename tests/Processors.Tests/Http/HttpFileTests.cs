using Microsoft.AspNetCore.Http;

namespace HiveFlow.Processors.Tests.Http;

/// <summary>Files as bodies and as answers of the http node.</summary>
public sealed class HttpFileTests
{
    private readonly OwnFiles files = OwnFiles.Shared;
    private readonly string organization = OwnFiles.NewOrganization();

    [Theory]
    [InlineData(null, "/a/b/sales%20%E2%82%AC.csv?x=1", "sales €.csv")]
    [InlineData("attachment; filename=\"report.csv\"", "/x", "report.csv")]
    [InlineData("attachment; filename=x; filename*=UTF-8''%e2%82%ac.csv", "/x", "€.csv")]
    [InlineData("attachment; filename=\"../../etc/passwd.csv\"", "/x", "passwd.csv")]
    public async Task An_answer_becomes_a_file_under_the_name_it_gives_or_the_addresss_last_part(string? disposition, string path, string name)
    {
        await using var target = await Target.StartAsync(http =>
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            if (disposition is not null)
            {
                http.Response.Headers.ContentDisposition = disposition;
            }

            return http.Response.WriteAsync("a,b", http.RequestAborted);
        });

        var result = await CallAsync(target, $$"""{"url":"URL{{path}}","responseType":"file"}""");

        Assert.Null(result.Error);
        var body = result.Output.GetProperty("body");
        Assert.Equal((name, "text/csv", 3L), (body.GetProperty("name").GetString(), body.GetProperty("mimeType").GetString(), body.GetProperty("size").GetInt64()));
        Assert.Equal(200, result.Output.GetProperty("status").GetInt32());
        Assert.Equal("a,b"u8.ToArray(), await files.ReadAsync(organization, body.GetProperty("fileId").GetString()!));
        Assert.Equal(3, result.Usage["http.bytes"]);
    }

    [Fact]
    public async Task A_file_is_sent_as_a_body_with_its_type_and_length()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");
        var file = await files.SaveAsync(organization, "a.csv", "a,b"u8.ToArray(), "text/csv");

        var result = await CallAsync(target, $$"""{"url":"URL","method":"PUT","bodyFile":{"fileId":"{{file.Id}}" } }""");

        Assert.Null(result.Error);
        var request = Assert.Single(target.Requests);
        Assert.Equal(("a,b", "text/csv", 3L), (request.Body, request.Headers.ContentType.ToString(), request.Headers.ContentLength));
    }

    [Fact]
    public async Task A_request_without_a_body_says_nothing_of_one()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        await CallAsync(target, """{"url":"URL"}""");

        Assert.Null(Assert.Single(target.Requests).Headers.ContentLength);
    }

    [Fact]
    public async Task A_status_that_is_not_expected_keeps_no_file_and_shows_what_was_said()
    {
        await using var target = await Target.StartAsync(404, "application/json", """{"why":"gone"}""");

        var result = await CallAsync(target, """{"url":"URL","responseType":"file"}""");

        Assert.Equal("http_unexpected_status", result.Error!.Code.Value);
        Assert.Equal("gone", result.Output.GetProperty("body").GetProperty("why").GetString());
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task An_answer_over_the_nodes_bound_keeps_no_file()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "0123456789a");

        Assert.Equal("outgoing_response_too_large", (await CallAsync(target, """{"url":"URL","responseType":"file","maxBytes":10}""")).Error!.Code.Value);
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("""{"url":"URL","method":"POST","bodyFile":"0123456789abcdef01234567","body":"x"}""", "setting_invalid")]
    [InlineData("""{"url":"URL","bodyFile":"0123456789abcdef01234567"}""", "setting_invalid")]
    [InlineData("""{"url":"URL","method":"POST","bodyFile":7}""", "setting_invalid")]
    [InlineData("""{"url":"URL","maxBytes":10485761}""", "setting_invalid")]
    [InlineData("""{"url":"URL","method":"POST","bodyFile":"0123456789abcdef01234567"}""", "not_found")]
    public async Task What_cannot_be_sent_is_named_and_nothing_leaves(string settings, string code)
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        Assert.Equal(code, (await CallAsync(target, settings)).Error!.Code.Value);
        Assert.Empty(target.Requests);
    }

    private async Task<StepResult> CallAsync(Target target, string settings)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await target.Processor.RunAsync(Step.With(settings.Replace("URL", target.Url, StringComparison.Ordinal), organization: organization), bound.Token);
    }

    private async Task<int> CountAsync() => (await files.Shelf.ListAsync(OwnFiles.TenantOf(organization), null, 10, null, default)).Items.Count;
}
