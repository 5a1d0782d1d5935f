using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.OpenApi;

[Collection(ApiGroup.Name)]
public sealed class OpenApiTests(ApiHost api)
{
    [Fact]
    public async Task Every_route_is_in_the_document_with_its_parameters_and_its_security()
    {
        var paths = (await DocumentAsync())["paths"]!;

        foreach (var rule in api.Get<FunctionTable>().Rules.Where(r => !r.Route.IsCatchAll))
        {
            foreach (var method in rule.Methods)
            {
                var operation = paths[rule.Route.OpenApiPath]?[method.ToLowerInvariant()];
                Assert.True(operation is not null, $"{method} {rule.Route.OpenApiPath} is missing");
                Assert.Equal(rule.Route.Parameters.Select(p => p.Name), (operation["parameters"]?.AsArray() ?? [])
                    .Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => p!["name"]!.GetValue<string>()));
                var isOpen = rule.Access is Access.Public or Access.Anonymous;
                Assert.Equal(isOpen, operation["security"]!.AsArray().Count == 0);
                Assert.NotNull(operation["responses"]!["default"]);
                Assert.Contains(operation["responses"]!.AsObject(), r => r.Key[0] is '1' or '2' or '3');
                Assert.NotEqual(rule.Name, operation["summary"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();

        Assert.All(References(document), reference =>
        {
            JsonNode? node = document;
            foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                node = node?[step];
            }

            Assert.True(node is not null, reference);
        });
    }

    [Fact]
    public async Task A_body_says_what_must_be_there()
    {
        var schema = (await DocumentAsync())["components"]!["schemas"]!["CreateApiKeyRequest"]!;

        Assert.Equal(["name", "permissions"], schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).Order());
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_body_whose_other_fields_are_kept_is_not_closed()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.Null(schemas["FlowDraft"]!["additionalProperties"]);
        Assert.Null(schemas["FlowExport"]!["additionalProperties"]);
    }

    [Fact]
    public async Task An_answer_may_grow_and_says_what_is_always_there()
    {
        var document = await DocumentAsync();

        Assert.Null(document["components"]!["schemas"]!["HealthAnswer"]!["additionalProperties"]);
        var made = document["paths"]!["/api/auth/api-keys"]!["post"]!["responses"]!["201"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal(["success", "apiKey"], made["required"]!.AsArray().Select(r => r!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_left_out_when_it_is_null_and_what_is_shown_once_need_not_be_there()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.DoesNotContain("runId", Required("FileView"));
        Assert.Contains("key", Required("FileView"));
        Assert.DoesNotContain("failure", Required("BatchView"));
        Assert.Contains("null", schemas["CreatedApiKeyAnswer"]!["properties"]!["key"]!["type"]!.ToJsonString(), StringComparison.Ordinal);

        IEnumerable<string> Required(string name) => schemas[name]!["required"]!.AsArray().Select(r => r!.GetValue<string>());
    }

    [Fact]
    public async Task Where_webhooks_are_received_is_told_without_the_open_end_of_its_path()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject();

        var parameter = Assert.Single(paths["/api/hooks/{hookId}"]!["post"]!["parameters"]!.AsArray());
        Assert.Equal("hookId", parameter!["name"]!.GetValue<string>());
        Assert.DoesNotContain(paths, path => path.Key.Contains("{path}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_text_for_language_models_begins_with_its_name_and_names_every_operation()
    {
        using var response = await api.SendAsync("GET", "/llms.txt");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("# Hiveflow API\n", text, StringComparison.Ordinal);
        foreach (var path in (await DocumentAsync())["paths"]!.AsObject())
        {
            Assert.Contains(path.Key, text, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// What clients build on is in docs/openapi.json: a difference that nobody meant fails here. A meant one is written down by running this
    /// test with HIVEFLOW_WRITE_OPENAPI=1 and committing the file.
    /// </summary>
    [Fact]
    public async Task The_api_is_the_one_that_is_written_down()
    {
        var path = Path.Combine(Repository(), "docs", "openapi.json");
        var now = (await DocumentAsync()).ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
        if (Environment.GetEnvironmentVariable("HIVEFLOW_WRITE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, now);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), now);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private async Task<JsonNode> DocumentAsync()
    {
        using var response = await api.SendAsync("GET", "/api/openapi.json");
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var document = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal("3.1.1", document["openapi"]!.GetValue<string>());
        return document;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(f => f.Key == "$ref" ? [f.Value!.GetValue<string>()] : References(f.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
