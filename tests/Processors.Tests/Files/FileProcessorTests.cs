using System.Text;
using System.Text.Json;
using HiveFlow.Processors.Files;

namespace HiveFlow.Processors.Tests.Files;

public sealed class FileProcessorTests
{
    private readonly OwnFiles files = OwnFiles.Shared;
    private readonly string organization = OwnFiles.NewOrganization();

    [Theory]
    [InlineData("""{"name":"a.txt","content":"grüße"}""", "grüße", "text/plain")]
    [InlineData("""{"name":"a.json","content":{"a":[1]}}""", "{\"a\":[1]}", "application/json")]
    [InlineData("""{"name":"a.json","content":"text","as":"json"}""", "\"text\"", "application/json")]
    [InlineData("""{"name":"a.bin","content":"AAEC","as":"base64"}""", "\0\u0001\u0002", "application/octet-stream")]
    [InlineData("""{"name":"n.txt","content":12}""", "12", "text/plain")]
    [InlineData("""{"name":"e.txt","content":""}""", "", "text/plain")]
    public async Task What_is_written_is_a_file_of_the_organization(string settings, string content, string type)
    {
        var output = await RunAsync(settings.Replace("{\"name\"", "{\"operation\":\"write\",\"name\"", StringComparison.Ordinal));

        Assert.Equal(type, output.GetProperty("mimeType").GetString());
        Assert.Equal(content, Encoding.UTF8.GetString(await files.ReadAsync(organization, output.GetProperty("fileId").GetString()!)));
    }

    [Fact]
    public async Task A_step_that_runs_again_leaves_one_file()
    {
        await RunAsync("""{"operation":"write","name":"a","content":"1"}""");
        var second = await RunAsync("""{"operation":"write","name":"a","content":"2"}""");

        var listed = await RunAsync("""{"operation":"list"}""");
        Assert.Equal(second.GetProperty("fileId").GetString(), Assert.Single(listed.GetProperty("files").EnumerateArray()).GetProperty("fileId").GetString());
    }

    [Theory]
    [InlineData("text", "\uFEFF{\"a\":1}", "\"{\\u0022a\\u0022:1}\"")]
    [InlineData("json", "\uFEFF{\"a\":1}", "{\"a\":1}")]
    [InlineData("base64", "abc", "\"YWJj\"")]
    public async Task A_file_is_read_by_its_id_or_its_reference(string kind, string content, string expected)
    {
        var file = await files.SaveAsync(organization, "a", Encoding.UTF8.GetBytes(content));
        foreach (var named in new[] { $"\"{file.Id}\"", $$"""{"fileId":"{{file.Id}}","name":"a"}""" })
        {
            var output = await RunAsync($$"""{"operation":"read","file":{{named}},"as":"{{kind}}"}""");
            Assert.True(JsonElement.DeepEquals(Step.Json(expected), output.GetProperty("content")), output.GetRawText());
            Assert.Equal(file.Id, output.GetProperty("fileId").GetString());
        }
    }

    [Theory]
    [InlineData("text", "w4M=", "file_unreadable")]
    [InlineData("json", "ew==", "file_unreadable")]
    [InlineData("json", "eyJhIjoxLCJhIjoyfQ==", "file_unreadable")]
    public async Task A_file_that_is_not_what_it_is_read_as_fails_the_step(string kind, string base64, string code)
    {
        var bytes = Convert.FromBase64String(base64);
        var file = await files.SaveAsync(organization, "a", kind == "text" ? bytes[..1] : bytes);

        Assert.Equal(code, await FailAsync($$"""{"file":"{{file.Id}}","as":"{{kind}}"}"""));
    }

    [Fact]
    public async Task A_file_over_the_nodes_bound_is_not_read()
    {
        var file = await files.SaveAsync(organization, "a", new byte[11]);

        Assert.Equal("file_too_large", await FailAsync($$"""{"file":"{{file.Id}}","maxBytes":10}"""));
        Assert.Equal("setting_invalid", await FailAsync($$"""{"file":"{{file.Id}}","maxBytes":10485761}"""));
    }

    [Fact]
    public async Task A_copy_is_a_file_of_its_own()
    {
        var file = await files.SaveAsync(organization, "a.txt", "abc"u8.ToArray(), "text/plain");

        var copy = await RunAsync($$"""{"operation":"copy","file":"{{file.Id}}","folder":"copies"}""");
        await RunAsync($$"""{"operation":"delete","file":"{{file.Id}}"}""");

        Assert.Equal(("a.txt", "text/plain"), (copy.GetProperty("name").GetString(), copy.GetProperty("mimeType").GetString()));
        Assert.Equal("abc"u8.ToArray(), await files.ReadAsync(organization, copy.GetProperty("fileId").GetString()!));
        var listed = await RunAsync("""{"operation":"list","folder":"copies"}""");
        Assert.Equal("copies", Assert.Single(listed.GetProperty("files").EnumerateArray()).GetProperty("folder").GetString());
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_no_failure()
    {
        var file = await files.SaveAsync(organization, "a", [1]);

        Assert.True((await RunAsync($$"""{"operation":"delete","file":"{{file.Id}}"}""")).GetProperty("deleted").GetBoolean());
        Assert.False((await RunAsync($$"""{"operation":"delete","file":"{{file.Id}}"}""")).GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task A_link_gives_the_file_and_says_how_long()
    {
        var file = await files.SaveAsync(organization, "a.txt", "abc"u8.ToArray());

        var output = await RunAsync($$"""{"operation":"url","file":"{{file.Id}}"}""");

        var signed = await files.Disk.OpenSignedAsync(new Uri(output.GetProperty("url").GetString()!).Segments[^1], default);
        Assert.Equal("a.txt", signed!.Download.Name);
        await signed.File.DisposeAsync();
        Assert.Equal(files.Clock.GetUtcNow().AddHours(24), output.GetProperty("expiresAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Another_organizations_file_is_none()
    {
        var theirs = await files.SaveAsync(OwnFiles.NewOrganization(), "a", [1]);

        foreach (var operation in new[] { "read", "copy", "url" })
        {
            Assert.Equal("not_found", await FailAsync($$"""{"operation":"{{operation}}","file":"{{theirs.Id}}"}"""));
        }

        Assert.False((await RunAsync($$"""{"operation":"delete","file":"{{theirs.Id}}"}""")).GetProperty("deleted").GetBoolean());
    }

    [Theory]
    [InlineData("""{"operation":"move"}""")]
    [InlineData("""{"operation":"read"}""")]
    [InlineData("""{"operation":"read","file":7}""")]
    [InlineData("""{"operation":"read","file":{"name":"a"}}""")]
    [InlineData("""{"operation":"write","name":"a"}""")]
    [InlineData("""{"operation":"write","content":"a"}""")]
    [InlineData("""{"operation":"write","name":"a","content":{"a":1},"as":"text"}""")]
    [InlineData("""{"operation":"write","name":"a","content":"!","as":"base64"}""")]
    [InlineData("""{"operation":"list","limit":0}""")]
    [InlineData("""{"operation":"list","cursor":"nonsense"}""")]
    public async Task Settings_that_will_not_do_are_named(string settings) => Assert.Equal("setting_invalid", await FailAsync(settings));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a\\nb")]
    public async Task A_name_that_is_a_path_is_refused(string name) =>
        Assert.Equal("validation_failed", await FailAsync($$"""{"operation":"write","name":"{{name}}","content":"x"}"""));

    private async Task<StepResult> StepAsync(string settings) =>
        await new FileProcessor(files.Shelf, files.Clock).RunAsync(Step.With(settings, organization: organization), CancellationToken.None);

    private async Task<JsonElement> RunAsync(string settings)
    {
        var result = await StepAsync(settings);
        Assert.True(result.Error is null, result.Error?.ToString());
        return result.Output;
    }

    private async Task<string?> FailAsync(string settings) => (await StepAsync(settings)).Error?.Code.Value;
}
