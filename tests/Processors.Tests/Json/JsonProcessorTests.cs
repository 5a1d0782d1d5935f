using System.Text.Json;
using HiveFlow.Processors.Json;

namespace HiveFlow.Processors.Tests.Json;

public sealed class JsonProcessorTests
{
    private const string User = """{"user":{"id":7,"tags":["a","b"]},"state":"open","a.b":1}""";
    private readonly JsonProcessor _json = new();

    [Theory]
    [InlineData("{\"a\":[1,\"ü\"]}")]
    [InlineData(" 7 ")]
    [InlineData("\uFEFFnull")]
    public void A_text_is_read(string text) =>
        Step.AssertOutput(text.TrimStart('\uFEFF'), _json.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text)));

    [Theory]
    [InlineData("{\"a\":canary}")]
    [InlineData("1 2")]
    [InlineData("")]
    [InlineData("[1,]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void A_text_that_is_no_JSON_is_refused_without_its_words(string text)
    {
        var result = _json.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text));

        Step.AssertSettingFault("text", result);
        Assert.DoesNotContain("canary", result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"operation":"format"}""", """{"a": "<ü>"}""", """{"a":"<ü>"}""")]
    [InlineData("""{"operation":"format","indent":true}""", """{"a":1}""", "{\n  \"a\": 1\n}")]
    [InlineData("""{"operation":"format","value":[1]}""", "null", "[1]")]
    public void A_value_is_written(string settings, string input, string expected) => Assert.Equal(expected, _json.Run(settings, input).Output.GetString());

    [Theory]
    [InlineData("""{"operation":"pick","fields":["user.id","state","none"]}""", """{"id":7,"state":"open"}""")]
    [InlineData("""{"operation":"pick","fields":{"first":"user.tags.0","dotted":"a.b"}}""", """{"first":"a","dotted":1}""")]
    public void Fields_are_picked(string settings, string expected)
    {
        Step.AssertOutput(expected, _json.Run(settings, User));
        Step.AssertOutput($"[{expected},{expected}]", _json.Run(settings, $"[{User},{User}]"));
    }

    [Theory]
    [InlineData("{}", "1", "operation")]
    [InlineData("""{"operation":"parse"}""", "1", "text")]
    [InlineData("""{"operation":"format","indent":1}""", "1", "indent")]
    [InlineData("""{"operation":"pick","fields":["a"]}""", "1", "value")]
    [InlineData("""{"operation":"pick","fields":["a"]}""", "[1]", "value")]
    [InlineData("""{"operation":"pick"}""", "{}", "fields")]
    [InlineData("""{"operation":"pick","fields":[""]}""", "{}", "fields")]
    [InlineData("""{"operation":"pick","fields":{"a":1}}""", "{}", "fields")]
    [InlineData("""{"operation":"pick","fields":["a.id","b.id"]}""", "{}", "fields")]
    public void What_makes_no_sense_is_named(string settings, string input, string setting) => Step.AssertSettingFault(setting, _json.Run(settings, input));

    [Fact]
    public void Picking_the_same_large_field_many_times_is_refused()
    {
        var fields = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"f{i}\":\"a\""));

        Step.AssertSettingFault("fields", _json.Run($"{{\"operation\":\"pick\",\"fields\":{{{fields}}}}}", $"{{\"a\":\"{new string('x', 200_000)}\"}}"));
    }
}
