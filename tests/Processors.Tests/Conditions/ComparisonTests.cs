using HiveFlow.Processors.Conditions;

namespace HiveFlow.Processors.Tests.Conditions;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("1", "equals", "1.0", true)]
    [InlineData("1", "equals", "\"1\"", false)]
    [InlineData("9007199254740993", "equals", "9007199254740992", false)]
    [InlineData("""{"a":1,"b":[2]}""", "==", """{"b":[2],"a":1}""", true)]
    [InlineData("null", "equals", "null", true)]
    [InlineData("\"a\"", "notEquals", "\"A\"", true)]
    [InlineData("1", "!=", "1", false)]
    [InlineData("2", "greaterThan", "1.5", true)]
    [InlineData("10", ">", "9", true)]
    [InlineData("\"10\"", ">", "\"9\"", false)]
    [InlineData("2", "greaterOrEqual", "2", true)]
    [InlineData("1", ">=", "2", false)]
    [InlineData("1", "lessThan", "2", true)]
    [InlineData("0.1", "<", "0.1", false)]
    [InlineData("\"2026-01-01\"", "lessOrEqual", "\"2026-01-02\"", true)]
    [InlineData("1e300", "<=", "1e301", true)]
    [InlineData("\"a bug here\"", "contains", "\"bug\"", true)]
    [InlineData("[1,\"a\"]", "contains", "\"a\"", true)]
    [InlineData("[1]", "contains", "\"1\"", false)]
    [InlineData("""{"key":1}""", "contains", "\"key\"", true)]
    [InlineData("5", "contains", "5", false)]
    [InlineData("null", "notContains", "\"x\"", true)]
    [InlineData("\"opened\"", "startsWith", "\"open\"", true)]
    [InlineData("\"opened\"", "endsWith", "\"ed\"", true)]
    [InlineData("5", "endsWith", "\"5\"", false)]
    [InlineData("\"v1.22.3\"", "matches", "\"^v\\\\d+\\\\.\"", true)]
    [InlineData("5", "matches", "\"5\"", false)]
    [InlineData("\"b\"", "in", "[\"a\",\"b\"]", true)]
    [InlineData("\"c\"", "notIn", "[\"a\",\"b\"]", true)]
    [InlineData("0", "exists", "null", true)]
    [InlineData("null", "exists", "null", false)]
    [InlineData("null", "notExists", "null", true)]
    [InlineData("\"\"", "isEmpty", "null", true)]
    [InlineData("[]", "isEmpty", "null", true)]
    [InlineData("{}", "isEmpty", "null", true)]
    [InlineData("0", "isEmpty", "null", false)]
    [InlineData("\" \"", "isNotEmpty", "null", true)]
    [InlineData("true", "isTrue", "null", true)]
    [InlineData("\"true\"", "isTrue", "null", false)]
    [InlineData("false", "isFalse", "null", true)]
    [InlineData("null", "isFalse", "null", false)]
    public void Values_compare_as_the_page_says(string left, string @operator, string right, bool expected)
    {
        var holds = Comparison.Holds(Step.Json(left), @operator, Step.Json(right));

        Assert.True(holds.IsSuccess);
        Assert.Equal(expected, holds.Value);
    }

    [Fact]
    public void What_is_absent_counts_as_null()
    {
        Assert.True(Comparison.Holds(null, "equals", null).Value);
        Assert.True(Comparison.Holds(null, "notExists", null).Value);
    }

    [Theory]
    [InlineData("1", ">", "\"1\"")]
    [InlineData("null", "<", "1")]
    [InlineData("{}", ">=", "{}")]
    [InlineData("\"a\"", "matches", "\"(\"")]
    [InlineData("\"a\"", "matches", "\"(a)\\\\1\"")]
    [InlineData("\"a\"", "matches", "\"a(?=b)\"")]
    [InlineData("\"a\"", "matches", "5")]
    public void What_can_not_be_compared_is_a_failure_and_not_false(string left, string @operator, string right) =>
        Assert.Equal(ProcessorErrors.NotComparableCode, Comparison.Holds(Step.Json(left), @operator, Step.Json(right)).Error!.Code);

    [Fact]
    public void An_unknown_operator_is_a_failure_that_lists_the_known_ones() =>
        Assert.Contains("startsWith", Comparison.Holds(null, "like", null).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_made_to_explode_does_not()
    {
        var subject = Step.Json($"\"{new string('a', 2_000)}!\"");

        Assert.False(Comparison.Holds(subject, "matches", Step.Json("\"^(a+)+$\"")).Value);
    }

    [Theory]
    [InlineData("(.*a){10,100}$")]
    [InlineData("(.*a){20,200}$")]
    [InlineData(".*a.{900}$")]
    [InlineData("((a{1,1000}){1,1000}){1,1000}$")]
    public void A_pattern_that_needs_a_large_automaton_is_refused(string pattern) =>
        Assert.Equal(ProcessorErrors.NotComparableCode, Comparison.Holds(Step.Json("\"a\""), "matches", Step.Json($"\"{pattern}\"")).Error!.Code);

    [Fact]
    public void A_text_that_is_too_long_for_patterns_is_a_failure() =>
        Assert.Equal(ProcessorErrors.NotComparableCode, Comparison.Holds(Step.Json($"\"{new string('a', 20_001)}\""), "matches", Step.Json("\"a\"")).Error!.Code);
}
