using System.Text.Json;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Sandbox.Tests.Code;

public sealed class BashResultTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("\n", "null")]
    [InlineData("5\n", "5")]
    [InlineData("{\n\"a\": 1\n}\n", "{\"a\":1}")]
    [InlineData("log\n{\"a\":1}\n", "{\"a\":1}")]
    [InlineData("log\nplain\n", "\"log\\nplain\"")]
    [InlineData("{\"a\":1}\nplain", "\"{\\u0022a\\u0022:1}\\nplain\"")]
    public void Standard_output_becomes_a_result(string output, string expected)
    {
        var result = BashResult.Of(output);
        Assert.Equal(expected, JsonSerializer.Serialize(result));
    }
}
