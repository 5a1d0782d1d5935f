using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Files;

/// <summary>The files API over HTTP, with the disk behind it.</summary>
[Collection(ApiGroup.Name)]
public sealed class FileFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_body_becomes_a_file_that_its_link_gives_without_a_credential_to_be_saved_and_not_shown()
    {
        var file = await UploadAsync("<script>alert(1)</script>", "text/html", "grüße.html", "?name=gr%C3%BC%C3%9Fe.html&folder=pages");

        Assert.Equal(("grüße.html", "text/html", 25L, "pages"), (Text(file, "name"), Text(file, "mimeType"), (long)file["size"]!, Text(file, "folder")));
        Assert.Equal($"{(await api.CallerAsync(api.Ada)).OrganizationId}/files/{Text(file, "id")}", Text(file, "key"));
        using var download = await FollowAsync(Text(file, "url"));
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal("<script>alert(1)</script>", await download.Content.ReadAsStringAsync());
        Assert.Equal("sandbox; default-src 'none'; frame-ancestors 'none'", Header(download, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(download, "X-Content-Type-Options"));
        Assert.Equal("attachment; filename=gr__e.html; filename*=UTF-8''gr%C3%BC%C3%9Fe.html", download.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.False(download.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_link_gives_the_range_that_is_asked_for()
    {
        var file = await UploadAsync("0123456789", "text/plain", "a.txt", "?name=a.txt");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Text(file, "url")).PathAndQuery);
        request.Headers.Range = new RangeHeaderValue(3, 5);

        using var response = await api.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.PartialContent, "345"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_form_has_one_file_after_its_folder()
    {
        using var form = new MultipartFormDataContent { { new StringContent("reports"), "folder" } };
        var content = new ByteArrayContent("a,b"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        form.Add(content, "file", "C:\\dir\\sales.csv");

        using var response = await api.SendAsync("POST", "/api/files", api.Ada.Token, form);

        var file = (await ApiHost.ReadAsync(response, HttpStatusCode.Created))["file"]!;
        Assert.Equal(("sales.csv", "text/csv", "reports"), (Text(file, "name"), Text(file, "mimeType"), Text(file, "folder")));
        Assert.Equal($"/api/files/{Text(file, "id")}", response.Headers.Location!.ToString());
        using var listed = await api.SendAsync("GET", "/api/files?folder=reports&limit=1", api.Ada.Token);
        Assert.Equal(Text(file, "id"), Text((await ApiHost.ReadAsync(listed, HttpStatusCode.OK))["files"]![0]!, "id"));
    }

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"b\"; filename=\"b\"\r\n\r\n2\r\n--x--\r\n", 400)]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/etc/passwd\r\n--x--\r\n", 400)]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbreaks off", 400)]
    [InlineData("--x\r\n\r\nno disposition\r\n--x--\r\n", 400)]
    [InlineData("--x--\r\n", 422)]
    [InlineData("no form at all", 400)]
    public async Task A_form_that_is_none_keeps_nothing(string form, int status)
    {
        var before = await CountAsync();
        var content = new StringContent(form);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        using var response = await api.SendAsync("POST", "/api/files", api.Ada.Token, content);

        await Problem.CodeAsync(response, (HttpStatusCode)status);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_JSON_body_that_imitates_a_parsed_upload_is_data_and_opens_no_path()
    {
        const string Imitation = """{"files":[{"path":"/etc/passwd","filepath":"/etc/passwd","fileName":"x"}]}""";
        using var nameless = await api.SendAsync("POST", "/api/files", api.Ada.Token, new StringContent(Imitation, Encoding.UTF8, "application/json"));
        Assert.Equal("validation_failed", await Problem.CodeAsync(nameless, HttpStatusCode.UnprocessableEntity));

        var file = await UploadAsync(Imitation, "application/json", "x.json", "?name=x.json");

        using var download = await FollowAsync(Text(file, "url"));
        Assert.Equal(Imitation, await download.Content.ReadAsStringAsync());
        foreach (var path in new[] { "init", "complete", "abort" })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a" } };
            using var refused = await api.SendAsync("POST", $"/api/files/multipart/{path}", api.Ada.Token, form);
            Assert.Equal("unsupported_media_type", await Problem.CodeAsync(refused, HttpStatusCode.UnsupportedMediaType));
        }
    }

    [Fact]
    public async Task A_file_over_25_MiB_is_413_announced_or_not_and_nothing_of_it_stays()
    {
        var before = await CountAsync();
        foreach (var isChunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/files?name=large") { Content = new ByteArrayContent(new byte[25 * 1024 * 1024 + 1]) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", api.Ada.Token);
            request.Headers.TransferEncodingChunked = isChunked;
            request.Headers.ExpectContinue = !isChunked;
            using var response = await api.Client.SendAsync(request);
            Assert.Contains(await Problem.CodeAsync(response, HttpStatusCode.RequestEntityTooLarge), new[] { "body_too_large", "file_too_large" });

            // Another call on the same connection would be lost when the server has read enough of this body.
            Assert.True(response.Headers.ConnectionClose);
        }

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_large_file_goes_in_parts_by_links_that_need_no_credential()
    {
        var content = new byte[9 * 1024 * 1024];
        new Random(1).NextBytes(content);
        var begun = await BeginAsync(content.Length);
        var parts = new JsonArray();
        foreach (var part in begun["parts"]!.AsArray())
        {
            var number = (int)part!["partNumber"]!;
            var start = (number - 1) * (int)begun["partSize"]!;
            var bytes = content[start..Math.Min(content.Length, start + (int)begun["partSize"]!)];
            var url = new Uri(Text(part, "url"));
            Assert.Equal("http://localhost:3001", url.GetLeftPart(UriPartial.Authority));
            using var put = await api.SendAsync("PUT", url.PathAndQuery, content: new ByteArrayContent(bytes));
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            parts.Add((JsonNode)new JsonObject { ["PartNumber"] = number, ["ETag"] = put.Headers.ETag!.Tag });
        }

        var body = new JsonObject { ["key"] = Text(begun, "key"), ["uploadId"] = Text(begun, "uploadId"), ["parts"] = parts };
        using var completed = await api.SendAsync("POST", "/api/files/multipart/complete", api.Ada.Token, JsonContent.Create(body));
        var file = await ApiHost.ReadAsync(completed, HttpStatusCode.OK);

        Assert.Equal(
            (Text(begun, "key"), "large.bin", "application/octet-stream", (long)content.Length), (Text(file, "key"), Text(file, "name"), Text(file, "mimeType"), (long)file["size"]!));
        using var download = await FollowAsync(Text(file, "url"));
        Assert.Equal(content, await download.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Another_organizations_key_or_upload_signs_nothing_and_deletes_nothing()
    {
        var file = await UploadAsync("mine", "text/plain", "a.txt", "?name=a.txt");
        var begun = await BeginAsync(3);
        var upload = new { key = Text(begun, "key"), uploadId = Text(begun, "uploadId") };
        var calls = new (string Path, object Body)[]
        {
            ("refresh-url", new { key = Text(file, "key") }),
            ("multipart/complete", new { upload.key, upload.uploadId, parts = new[] { new Dictionary<string, object> { ["PartNumber"] = 1, ["ETag"] = "\"x\"" } } }),
            ("multipart/abort", upload),
        };
        foreach (var (path, body) in calls)
        {
            using var refused = await api.SendAsync("POST", $"/api/files/{path}", api.Eve.Token, JsonContent.Create(body));
            Assert.Equal("not_found", await Problem.CodeAsync(refused, HttpStatusCode.NotFound));
        }

        using var aborted = await api.SendAsync("POST", "/api/files/multipart/abort", api.Ada.Token, JsonContent.Create(upload));
        await ApiHost.ReadAsync(aborted, HttpStatusCode.OK);
        using var refreshed = await api.SendAsync("POST", "/api/files/refresh-url", api.Ada.Token, JsonContent.Create(new { key = Text(file, "key") }));
        using var download = await FollowAsync(Text(await ApiHost.ReadAsync(refreshed, HttpStatusCode.OK), "url"));
        Assert.Equal("mine", await download.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_part_larger_than_its_place_and_a_changed_link_are_refused()
    {
        var begun = await BeginAsync(3);
        var path = new Uri(Text(begun["parts"]![0]!, "url")).PathAndQuery;

        using var large = await api.SendAsync("PUT", path, content: new ByteArrayContent([1, 2, 3, 4]));
        Assert.Equal("file_parts_invalid", await Problem.CodeAsync(large, HttpStatusCode.UnprocessableEntity));
        using var changed = await api.SendAsync("PUT", path[..^2] + (path[^2] == 'A' ? "BB" : "AA"), content: new ByteArrayContent([1, 2, 3]));
        Assert.Equal("not_found", await Problem.CodeAsync(changed, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_deleted_file_and_its_link_are_404()
    {
        var file = await UploadAsync("mine", "text/plain", "a.txt", "?name=a.txt");
        using var deleted = await api.SendAsync("DELETE", $"/api/files/{Text(file, "id")}", api.Ada.Token);
        await ApiHost.ReadAsync(deleted, HttpStatusCode.OK);

        using var download = await FollowAsync(Text(file, "url"));
        Assert.Equal("not_found", await Problem.CodeAsync(download, HttpStatusCode.NotFound));
        using var got = await api.SendAsync("GET", $"/api/files/{Text(file, "id")}", api.Ada.Token);
        Assert.Equal("not_found", await Problem.CodeAsync(got, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_repeated_upload_makes_one_file_and_another_content_under_its_key_is_refused()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        using var first = await api.SendAsync("POST", "/api/files?name=once", api.Ada.Token, new ByteArrayContent([1, 2, 3]), key);
        using var again = await api.SendAsync("POST", "/api/files?name=once", api.Ada.Token, new ByteArrayContent([1, 2, 3]), key);
        using var other = await api.SendAsync("POST", "/api/files?name=once", api.Ada.Token, new ByteArrayContent([1, 2, 4]), key);
        using var renamed = await api.SendAsync("POST", "/api/files?name=twice", api.Ada.Token, new ByteArrayContent([1, 2, 3]), key);

        var made = (await ApiHost.ReadAsync(first, HttpStatusCode.Created))["file"]!;
        var repeated = (await ApiHost.ReadAsync(again, HttpStatusCode.Created))["file"]!;
        Assert.Equal(Text(made, "id"), Text(repeated, "id"));
        Assert.NotNull(made["url"]);
        Assert.Null(repeated["url"]);
        Assert.Equal("true", Header(again, "Idempotent-Replayed"));
        Assert.Equal("idempotency_key_reused", await Problem.CodeAsync(other, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("idempotency_key_reused", await Problem.CodeAsync(renamed, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_packed_body_is_415_and_a_key_of_another_scope_403()
    {
        var packed = new ByteArrayContent([1]);
        packed.Headers.ContentEncoding.Add("gzip");
        using var refused = await api.SendAsync("POST", "/api/files?name=a", api.Ada.Token, packed);
        Assert.Equal("unsupported_media_type", await Problem.CodeAsync(refused, HttpStatusCode.UnsupportedMediaType));

        var (_, read) = await api.NewKeyAsync(api.Ada, "read");
        using var written = await api.SendAsync("POST", "/api/files?name=a", read, new ByteArrayContent([1]));
        Assert.Equal("scope_missing", await Problem.CodeAsync(written, HttpStatusCode.Forbidden));
    }

    private async Task<JsonNode> UploadAsync(string content, string type, string name, string query)
    {
        using var response = await api.SendAsync("POST", $"/api/files{query}", api.Ada.Token, new StringContent(content, Encoding.UTF8, type));
        var file = (await ApiHost.ReadAsync(response, HttpStatusCode.Created))["file"]!;
        Assert.Equal(name, Text(file, "name"));
        return file;
    }

    [Fact]
    public async Task An_upload_in_parts_is_begun_once_under_its_idempotency_key_and_a_repeat_has_links_that_work()
    {
        var (key, body) = (Guid.NewGuid().ToString(), new { fileName = "large.bin", mimeType = "application/octet-stream", size = 3, folder = "repeated" });
        var first = await ApiHost.ReadAsync(await BeginAsync(body, key), HttpStatusCode.OK);
        using var again = await BeginAsync(body, key);
        using var other = await BeginAsync(body with { size = 4 }, key);

        Assert.Equal("true", Header(again, "Idempotent-Replayed"));
        var second = await ApiHost.ReadAsync(again, HttpStatusCode.OK);
        Assert.Equal((Text(first, "uploadId"), Text(first, "key")), (Text(second, "uploadId"), Text(second, "key")));
        Assert.Equal("idempotency_key_reused", await Problem.CodeAsync(other, HttpStatusCode.UnprocessableEntity));
        using var part = await api.SendAsync("PUT", new Uri(Text(second["parts"]!.AsArray().Single()!, "url")).PathAndQuery, content: new ByteArrayContent([1, 2, 3]));
        var parts = new[] { new { PartNumber = 1, ETag = part.Headers.ETag!.Tag } };
        using var completed = await api.SendAsync(
            "POST", "/api/files/multipart/complete", api.Ada.Token, JsonContent.Create(new { key = Text(first, "key"), uploadId = Text(first, "uploadId"), parts }, options: new(JsonSerializerDefaults.General)));
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);

        // It is over: there are no links any more.
        using var late = await BeginAsync(body, key);
        var over = await ApiHost.ReadAsync(late, HttpStatusCode.OK);
        Assert.Equal(Text(first, "uploadId"), Text(over, "uploadId"));
        Assert.Null(over["parts"]);
    }

    private Task<HttpResponseMessage> BeginAsync(object upload, string idempotencyKey) => api.SendAsync(
        "POST", "/api/files/multipart/init", api.Ada.Token, JsonContent.Create(upload), ("Idempotency-Key", idempotencyKey));

    private async Task<JsonNode> BeginAsync(int size)
    {
        using var response = await api.SendAsync(
            "POST", "/api/files/multipart/init", api.Ada.Token, JsonContent.Create(new { fileName = "large.bin", mimeType = "application/octet-stream", size, folder = "" }));
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> FollowAsync(string url) => api.SendAsync("GET", new Uri(url).PathAndQuery);

    private async Task<int> CountAsync()
    {
        using var listed = await api.SendAsync("GET", "/api/files?limit=200", api.Ada.Token);
        return (await ApiHost.ReadAsync(listed, HttpStatusCode.OK))["files"]!.AsArray().Count;
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
