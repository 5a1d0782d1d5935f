using System.Text.Json;

namespace HiveFlow.Processors.Tests;

/// <summary>Steps as the interpreter makes them.</summary>
internal static class Step
{
    public static StepContext With(string settings, string input = "null", DateTimeOffset? deadline = null, IStepLog? log = null, string organization = "org1") => new()
    {
        RunId = "run1",
        NodeId = "node1",
        OrganizationId = organization,
        IdempotencyKey = "run1/node1/0",
        Settings = Json(settings),
        Input = Json(input),
        Deadline = deadline ?? DateTimeOffset.MaxValue,
        Log = log ?? SilentStepLog.Instance,
    };

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>For processors that never wait.</summary>
    public static StepResult Run(this IProcessor processor, string settings, string input = "null")
    {
        var running = processor.RunAsync(With(settings, input), CancellationToken.None).AsTask();
        Assert.True(running.IsCompletedSuccessfully);
        return running.GetAwaiter().GetResult();
    }

    public static void AssertOutput(string expected, StepResult result)
    {
        Assert.Null(result.Error);
        Assert.True(JsonElement.DeepEquals(Json(expected), result.Output), $"expected {expected}, got {result.Output.GetRawText()}");
    }

    public static void AssertSettingFault(string setting, StepResult result)
    {
        Assert.Equal(ProcessorErrors.SettingInvalidCode, result.Error!.Code);
        Assert.Contains($"setting {setting} ", result.Error.Message, StringComparison.Ordinal);
    }
}
