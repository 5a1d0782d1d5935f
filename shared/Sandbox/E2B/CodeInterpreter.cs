using System.IO.Pipelines;
using System.Net.Http.Json;
using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>E2B's code interpreter: code run in a context that keeps its state.</summary>
internal sealed class CodeInterpreter(SandboxWire wire, TimeProvider time)
{
    // The service says keep-alive every 5 s.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>Runs code in the language's default context and hands on what it tells, in order.</summary>
    /// <returns>Success when the code came to its end, well or with an <c>error</c> event.</returns>
    public async Task<Result> ExecuteAsync(
        SandboxHandle sandbox, string code, string? language, Action<CodeEvent> tell, CancellationToken cancellationToken)
    {
        using var request = wire.ToSandbox(HttpMethod.Post, sandbox, SandboxWire.CodePort, "/execute");
        request.Content = JsonContent.Create(new { code, language });
        var opened = await wire.OpenAsync(request, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var response = opened.Value;
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var body = await BoundedBody.ReadAsync(response.Content, SandboxWire.MostAnswer, both.Token);
                return body.IsSuccess ? SandboxWire.Refused(response.StatusCode, body.Value) : body.Error;
            }

            var hasEnded = false;
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            await foreach (var line in JsonLines.ReadAllAsync(PipeReader.Create(stream), both.Token))
            {
                silence.CancelAfter(LongestSilence);
                var type = line.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
                hasEnded |= type == "end_of_execution";
                tell(new CodeEvent(type, line));
            }

            return hasEnded ? Result.Success : SandboxErrors.Failed("The code interpreter's answer ended before the code did.");
        }
        catch (WireFormatException problem)
        {
            return SandboxErrors.Failed(problem.Message);
        }
        catch (Exception problem) when (SandboxWire.Explain(problem, cancellationToken) is not null)
        {
            return SandboxWire.Explain(problem, cancellationToken)!;
        }
    }
}
