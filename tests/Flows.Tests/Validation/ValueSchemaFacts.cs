using HiveFlow.Flows.Validation;

namespace HiveFlow.Flows.Tests.Validation;

public sealed class ValueSchemaFacts
{
    private const string Person = """
        {"$id":"https://example.com/person","$ref":"#/$defs/person",
         "$defs":{"name":{"type":"string","minLength":1},"person":{"type":"object","properties":{"name":{"$ref":"#/$defs/name"},"age":{"type":"integer"}},"required":["name"]}}}
        """;

    private static ValueSchema Schema(string json) => ValueSchema.Read(Types.Json(json), out var fault) ?? throw new InvalidOperationException(fault);

    [Theory]
    [InlineData("""{"name":"Ada","age":36}""", 0)]
    [InlineData("""{"name":""}""", 1)]
    [InlineData("""{"name":"Ada","age":"36"}""", 1)]
    [InlineData("""{"age":"36"}""", 2)]
    [InlineData("[]", 1)]
    public void A_value_fits_or_each_fault_is_named(string value, int faults) => Assert.Equal(faults, Schema(Person).FaultsOf(Types.Json(value)).Count);

    [Fact]
    public void A_fault_says_where_it_is() => Assert.StartsWith("/age: ", Assert.Single(Schema(Person).FaultsOf(Types.Json("""{"name":"A","age":"x"}"""))), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"$ref":"#"}""", "refers to itself")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/b"}],"$defs":{"b":{"anyOf":[{"$ref":"#"}]}}}""", "refers to itself")]
    [InlineData("""{"properties":{"next":{"$ref":"#"}}}""", "refers to itself")]
    [InlineData("""{"$ref":"https://example.com/x"}""", "$ref")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "$ref")]
    [InlineData("""{"properties":{"a":{"pattern":"(a+)+$"}}}""", "pattern")]
    [InlineData("""{"type":5}""", "no JSON Schema")]
    [InlineData("""{"minLength":-1}""", "no JSON Schema")]
    [InlineData("""{"properties":{"a":5}}""", "neither an object")]
    [InlineData("[]", "neither an object")]
    public void A_schema_that_cannot_be_used_is_refused_with_the_reason(string schema, string reason)
    {
        Assert.Null(ValueSchema.Read(Types.Json(schema), out var fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void References_that_multiply_are_refused_instead_of_followed()
    {
        var defs = string.Join(',', Enumerable.Range(0, 40).Select(n => $$"""
            "d{{n}}":{"allOf":[{"$ref":"#/$defs/d{{n + 1}}"},{"$ref":"#/$defs/d{{n + 1}}"}]}
            """));

        Assert.Null(ValueSchema.Read(Types.Json($$"""{"$ref":"#/$defs/d0","$defs":{ {{defs}},"d40":{} } }"""), out var fault));
        Assert.Contains("too large", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_is_called_pattern_is_none() =>
        Assert.Empty(Schema("""{"properties":{"pattern":{"type":"string"}}}""").FaultsOf(Types.Json("""{"pattern":"x"}""")));

    [Fact]
    public void A_lenient_reader_checks_what_it_can()
    {
        var schema = ValueSchema.ReadLenient(Types.Json(
            """{"type":"object","properties":{"a":{"type":"string","pattern":"^x"},"next":{"$ref":"#"}},"required":["a"]}"""));

        Assert.Empty(schema.FaultsOf(Types.Json("""{"a":"y","next":{"a":"z"}}""")));
        Assert.NotEmpty(schema.FaultsOf(Types.Json("{}")));
        Assert.NotEmpty(ValueSchema.ReadLenient(Types.Json("5")).FaultsOf(Types.Json("5")));
    }

    [Fact]
    public void A_value_of_too_many_parts_is_not_looked_at()
    {
        var many = $"[{string.Join(',', Enumerable.Repeat("1", ValueSchema.MostValues))}]";

        Assert.Contains("more than", Assert.Single(Schema("""{"uniqueItems":true}""").FaultsOf(Types.Json(many))), StringComparison.Ordinal);
    }
}
