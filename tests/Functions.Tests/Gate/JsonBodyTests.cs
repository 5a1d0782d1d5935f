using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

[Collection(Alone.Name)]
public sealed partial class JsonBodyTests
{
    private const string Good = """{"name":"Ada \u00e9 é 🐝","count":3,"tags":["a","b"],"inner":{"deep":{"x":1.5e3}},"free":{"a":[{"b":null}]}}""";

    [Fact]
    public void A_body_of_the_contract_is_read()
    {
        var sample = JsonBody.Parse(Encoding.UTF8.GetBytes(Good), SampleJson.Default.Sample);

        Assert.True(sample.IsSuccess, sample.Error?.ToString());
        Assert.Equal("Ada é é 🐝", sample.Value.Name);
        Assert.Equal(["a", "b"], sample.Value.Tags);
    }

    [Fact]
    public void A_body_cut_at_any_byte_is_malformed_and_nothing_worse()
    {
        var whole = Encoding.UTF8.GetBytes(Good);
        for (var length = 1; length < whole.Length; length++)
        {
            var result = JsonBody.Parse(whole.AsMemory(0, length), SampleJson.Default.Sample);
            Assert.Equal(RequestErrors.MalformedCode, result.Error?.Code);
        }
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""", "name")]
    [InlineData("""{"name":"a","n\u0061me":"b"}""", "name")]
    [InlineData("""{"name":"a","inner":{"deep":{"x":1,"x":2}}}""", "inner.deep.x")]
    [InlineData("""{"name":"a","free":{"a":[{"b":1},{"c":1,"c":1}]}}""", "free.a[1].c")]
    [InlineData("""{"name":"a","other":1}""", "other")]
    [InlineData("""{"name":"a","inner":{"other":1}}""", "inner.other")]
    [InlineData("""{"name":1}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"Name":"a"}""", "Name")]
    [InlineData("""{"name":"a","count":"3"}""", "count")]
    [InlineData("""{"name":"a","count":3.5}""", "count")]
    [InlineData("""{"name":"a","count":99999999999}""", "count")]
    [InlineData("""{"name":"a","tags":"b"}""", "tags")]
    [InlineData("""{"name":"a","tags":["b",1]}""", "tags[1]")]
    [InlineData("""{"name":"a","free":{"x":1e400}}""", "free.x")]
    [InlineData("""{"name":"a","free":{"x":[0,-1E999]}}""", "free.x[1]")]
    [InlineData("""{"name":"a\ud800"}""", "name")]
    [InlineData("""{"name":"a","free":{"k":"\udc00x"}}""", "free.k")]
    [InlineData("""{"name":"a","free":{"\ud800":1}}""", "free.?")]
    public void A_fault_names_its_field(string json, string field)
    {
        var result = JsonBody.Parse(Encoding.UTF8.GetBytes(json), SampleJson.Default.Sample);

        Assert.False(result.IsSuccess);
        Assert.Contains(field, result.Error.Fields.Keys);
        Assert.DoesNotContain("System.", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("3")]
    [InlineData("{\"name\":\"a\"} {}")]
    [InlineData("{\"name\":\"a\"} x")]
    [InlineData("{'name':'a'}")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{\"name\":\"a\"/* c */}")]
    [InlineData("{\"name\":NaN}")]
    [InlineData("\uFEFF{\"name\":\"a\"}")]
    public void What_is_no_JSON_object_is_malformed(string json) => Assert.Equal(
        RequestErrors.MalformedCode, JsonBody.Parse(Encoding.UTF8.GetBytes(json), SampleJson.Default.Sample).Error?.Code);

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void Depth_is_at_most_32(int arrays, bool isTaken)
    {
        var json = $$"""{"name":"a","free":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

        Assert.Equal(isTaken, JsonBody.Parse(Encoding.UTF8.GetBytes(json), SampleJson.Default.Sample).IsSuccess);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_malformed()
    {
        byte[] latin1 = [.. "{\"name\":\"caf"u8, 0xE9, .. "\"}"u8];

        Assert.Equal(RequestErrors.MalformedCode, JsonBody.Parse(latin1, SampleJson.Default.Sample).Error?.Code);
    }

    [Fact]
    public void Required_fields_that_are_missing_are_named_all_together()
    {
        var result = JsonBody.Parse("{}"u8.ToArray(), SampleJson.Default.Pair);

        Assert.Equal(RequestErrors.InvalidCode, result.Error?.Code);
        Assert.Equal(["left", "right"], result.Error!.Fields.Keys.Order());
    }

    [Theory]
    [InlineData("""{"name":"a","other":1}""", "other is not known here; known are name, count, tags, inner, free.")]
    [InlineData("""{"name":"a","inner":{"other":1}}""", "inner.other is not known here; known are deep.")]
    [InlineData("""{"name":"a","count":"3"}""", "count is of the wrong type, or incomplete.")]
    [InlineData("""{"name":"a","tags":["b",1]}""", "tags[1] is of the wrong type, or incomplete.")]
    [InlineData("""{"name":"a","inner":3}""", "inner is of the wrong type, or incomplete.")]
    [InlineData("""[]""", "The body is of the wrong type, or incomplete.")]
    public void A_field_that_is_not_known_is_told_from_one_of_the_wrong_type(string json, string sentence) =>
        Assert.Equal(sentence, JsonBody.Parse(Encoding.UTF8.GetBytes(json), SampleJson.Default.Sample).Error?.Message);

    [Fact]
    public void A_hundred_thousand_names_in_one_object_cost_no_more_than_reading_them()
    {
        var json = "{\"name\":\"a\",\"free\":{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"n{i}\":0")) + "}}";
        var began = TimeProvider.System.GetTimestamp();
        Assert.True(JsonBody.Parse(Encoding.UTF8.GetBytes(json), SampleJson.Default.Sample).IsSuccess);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 5);
    }

    internal sealed record Sample(string Name, int Count = 0, IReadOnlyList<string>? Tags = null, Inner? Inner = null, JsonElement? Free = null);

    internal sealed record Inner(JsonElement? Deep = null);

    internal sealed record Pair(string Left, string Right);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Sample))]
    [JsonSerializable(typeof(Pair))]
    internal sealed partial class SampleJson : JsonSerializerContext;
}
