using System.Text;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Sandbox.Tests.Code;

public sealed class StepResultFileTests
{
    private const string Whole = """{"result":{"a":[1,"é"]}}""";

    [Fact]
    public void A_result_is_read() => Assert.Equal(1, Read(Whole).Value.Result.GetProperty("a")[0].GetInt32());

    [Fact]
    public void A_file_cut_at_any_byte_is_not_believed()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(SandboxErrors.DiedCode, StepResultFile.Read(bytes.AsMemory(0, length)).Error!.Code);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"error\":5}")]
    [InlineData("{\"result\":\"\\ud800\"}")]
    [InlineData("{\"result\":1} x")]
    public void What_the_runtime_does_not_write_is_not_believed(string text) => Assert.Equal(SandboxErrors.DiedCode, Read(text).Error!.Code);

    [Fact]
    public void Nesting_deeper_than_64_is_not_believed() =>
        Assert.Equal(SandboxErrors.DiedCode, Read("{\"result\":" + new string('[', 70) + new string(']', 70) + "}").Error!.Code);

    [Fact]
    public void An_error_is_cut_to_its_limits()
    {
        var text = $$$"""{"error":{"name":"{{{new string('n', 999)}}}","message":"{{{new string('m', 9999)}}}","traceback":7}}""";
        var error = Read(text).Value.Error!;
        Assert.Equal((256, 8192, 0), (error.Name.Length, error.Message.Length, error.Traceback.Length));
    }

    private static Errors.Result<(System.Text.Json.JsonElement Result, CodeError? Error)> Read(string text) =>
        StepResultFile.Read(Encoding.UTF8.GetBytes(text));
}
