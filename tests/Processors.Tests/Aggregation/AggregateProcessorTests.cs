using HiveFlow.Processors.Aggregation;

namespace HiveFlow.Processors.Tests.Aggregation;

public sealed class AggregateProcessorTests
{
    private const string Orders = """
        [{"id":"a","c":{"land":"de"},"amount":1.10},{"id":"b","c":{"land":"fr"},"amount":2.20},
         {"id":"c","c":{"land":"de"},"amount":null},{"id":"d","c":{"land":"de"},"amount":2.20}]
        """;

    private readonly AggregateProcessor _aggregate = new();

    [Theory]
    [InlineData("""{"values":{"n":{"operation":"count"}}}""", """{"n":4}""")]
    [InlineData("""{"values":{"n":{"operation":"count","field":"amount"}}}""", """{"n":3}""")]
    [InlineData("""{"values":{"s":{"operation":"sum","field":"amount"}}}""", """{"s":5.5}""")]
    [InlineData("""{"values":{"s":{"operation":"sum","field":"none"},"a":{"operation":"avg","field":"none"},"m":{"operation":"max","field":"none"}}}""", """{"s":0,"a":null,"m":null}""")]
    [InlineData("""{"values":{"lo":{"operation":"min","field":"amount"},"hi":{"operation":"max","field":"id"}}}""", """{"lo":1.10,"hi":"d"}""")]
    [InlineData("""{"values":{"ids":{"operation":"collect","field":"id"}}}""", """{"ids":["a","b","c","d"]}""")]
    [InlineData("""{"groupBy":"c.land","values":{"n":{"operation":"count"},"avg":{"operation":"avg","field":"amount"}}}""",
        """[{"c.land":"de","n":3,"avg":1.65},{"c.land":"fr","n":1,"avg":2.2}]""")]
    [InlineData("""{"groupBy":["c.land","amount"],"values":{"ids":{"operation":"collect","field":"id"}}}""",
        """[{"c.land":"de","amount":1.10,"ids":["a"]},{"c.land":"fr","amount":2.20,"ids":["b"]},{"c.land":"de","amount":null,"ids":["c"]},{"c.land":"de","amount":2.20,"ids":["d"]}]""")]
    public void A_list_is_summed_up_as_the_settings_say(string settings, string expected) => Step.AssertOutput(expected, _aggregate.Run(settings, Orders));

    [Fact]
    public void Decimal_numbers_add_exactly() =>
        Step.AssertOutput("""{"s":0.3}""", _aggregate.Run("""{"items":[0.1,0.2],"values":{"s":{"operation":"sum"}}}"""));

    [Fact]
    public void Numbers_too_large_for_exactness_add_with_a_doubles_precision() =>
        Step.AssertOutput("""{"s":2E+60}""", _aggregate.Run("""{"items":[1e60,1e60,1],"values":{"s":{"operation":"sum"}}}"""));

    [Fact]
    public void Equal_numbers_make_one_group_however_they_are_written_and_texts_another() =>
        Step.AssertOutput(
            """[{"k":1,"n":2},{"k":"1","n":1}]""",
            _aggregate.Run("""{"groupBy":"k","items":[{"k":1},{"k":1.0},{"k":"1"}],"values":{"n":{"operation":"count"}}}"""));

    [Fact]
    public void An_empty_list_has_no_groups_and_one_total()
    {
        Step.AssertOutput("[]", _aggregate.Run("""{"groupBy":"k","items":[],"values":{"n":{"operation":"count"}}}"""));
        Step.AssertOutput("""{"n":0}""", _aggregate.Run("""{"items":[],"values":{"n":{"operation":"count"}}}"""));
    }

    [Theory]
    [InlineData("""{"values":{"n":{"operation":"count"}}}""", "{}", "items")]
    [InlineData("{}", "[]", "values")]
    [InlineData("""{"values":{}}""", "[]", "values")]
    [InlineData("""{"values":{"x":{"operation":"median"}}}""", "[]", "values.x")]
    [InlineData("""{"values":{"x":"sum"}}""", "[]", "values.x")]
    [InlineData("""{"values":{"x":{"operation":"sum","field":"n"}}}""", """[{"n":1},{"n":"two"}]""", "values.x")]
    [InlineData("""{"values":{"x":{"operation":"sum"}}}""", "[1e308,1e308]", "values.x")]
    [InlineData("""{"values":{"x":{"operation":"min"}}}""", """[1,"a"]""", "values.x")]
    [InlineData("""{"values":{"x":{"operation":"max"}}}""", "[[1]]", "values.x")]
    [InlineData("""{"groupBy":"","values":{"x":{"operation":"count"}}}""", "[]", "groupBy")]
    [InlineData("""{"groupBy":[1],"values":{"x":{"operation":"count"}}}""", "[]", "groupBy")]
    [InlineData("""{"groupBy":"x","values":{"x":{"operation":"count"}}}""", "[]", "groupBy")]
    public void What_makes_no_sense_is_named(string settings, string input, string setting) =>
        Step.AssertSettingFault(setting, _aggregate.Run(settings, input));

    [Fact]
    public void More_items_than_allowed_are_refused() =>
        Step.AssertSettingFault("items", _aggregate.Run("""{"values":{"n":{"operation":"count"}}}""", $"[{string.Join(',', Enumerable.Repeat("1", 100_001))}]"));

    [Fact]
    public void Collecting_the_same_large_list_many_times_is_refused()
    {
        var values = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"v{i}\":{{\"operation\":\"collect\"}}"));

        Step.AssertSettingFault("values", _aggregate.Run($"{{\"values\":{{{values}}}}}", $"[\"{new string('x', 400_000)}\"]"));
    }
}
