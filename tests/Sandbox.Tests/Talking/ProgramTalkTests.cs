using System.Text;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;
using HiveFlow.Sandbox.Talking;
using HiveFlow.Sandbox.Tests.E2B;
using HiveFlow.Sandbox.Tests.Jails;

namespace HiveFlow.Sandbox.Tests.Talking;

[Collection(LocalServerCollection.Name)]
public sealed class ProgramTalkTests(LocalServer server)
{
    [JailFact]
    public async Task What_is_written_arrives_and_what_it_writes_comes_back_in_order()
    {
        var line = $"grüße {new string('x', 100_000)}";

        var said = await TalkAsync("cat", [], async (program, cancellationToken) =>
        {
            await WriteAsync(program, line[..50_000], cancellationToken);
            await WriteAsync(program, line[50_000..] + "\nsecond\n", cancellationToken);
            using var reader = new StreamReader(program.Output);
            return (Result<(string?, string?)>)(await reader.ReadLineAsync(cancellationToken), await reader.ReadLineAsync(cancellationToken));
        });

        Assert.Equal((line, "second"), said.Value);
    }

    [JailFact]
    public async Task The_program_and_its_sandbox_are_gone_after_the_talk()
    {
        var said = await TalkAsync("sleep", ["64212.1357"], (_, _) => Task.FromResult<Result<int>>(7));

        Assert.Equal(7, said.Value);
        await server.SettledAsync();
        Assert.Empty(HostProcesses.With("64212.1357"));
    }

    [JailFact]
    public async Task Output_ends_with_the_program_and_its_ending_says_why()
    {
        var said = await TalkAsync("/bin/sh", ["-c", "echo one; echo no key >&2; exit 3"], async (program, cancellationToken) =>
        {
            using var reader = new StreamReader(program.Output);
            var all = await reader.ReadToEndAsync(cancellationToken);
            return (Result<(string, Error?)>)(all, program.Ending);
        });

        Assert.Equal("one\n", said.Value.Item1);
        Assert.Equal(SandboxErrors.DiedCode, said.Value.Item2!.Code);
        Assert.Equal("The program ended (exit status 3): no key", said.Value.Item2.Message);
    }

    [JailFact]
    public async Task A_program_that_is_not_there_is_an_ending_too()
    {
        var said = await TalkAsync("/no/such/program", [], async (program, cancellationToken) =>
        {
            using var reader = new StreamReader(program.Output);
            await reader.ReadToEndAsync(cancellationToken);
            return (Result<bool>)(program.Ending is not null);
        });

        Assert.True(said.Value);
    }

    [JailFact]
    public async Task Endless_output_ends_the_talk_at_the_limit()
    {
        var request = Request("yes", []) with { MaxOutputBytes = 100_000 };

        var said = await server.Runner.TalkAsync<int>(
            request,
            async (program, cancellationToken) =>
            {
                using var reader = new StreamReader(program.Output);
                Assert.InRange((await reader.ReadToEndAsync(cancellationToken)).Length, 1, 100_000);
                return program.Ending!;
            },
            default);

        Assert.Equal(SandboxErrors.TooLargeCode, said.Error!.Code);
    }

    [JailFact]
    public async Task A_talk_over_its_time_is_ended()
    {
        var request = Request("cat", []) with { Timeout = TimeSpan.FromSeconds(1) };

        var said = await server.Runner.TalkAsync<int>(
            request,
            async (program, cancellationToken) =>
            {
                using var reader = new StreamReader(program.Output);
                await reader.ReadToEndAsync(cancellationToken);
                return 1;
            },
            default);

        Assert.Equal(SandboxErrors.TimeoutCode, said.Error!.Code);
    }

    [JailFact]
    public async Task Writing_to_a_program_that_is_gone_fails()
    {
        await TalkAsync("true", [], async (program, cancellationToken) =>
        {
            using var reader = new StreamReader(program.Output);
            await reader.ReadToEndAsync(cancellationToken);
            await Assert.ThrowsAsync<IOException>(() => WriteAsync(program, "x", cancellationToken));
            return (Result<int>)1;
        });
    }

    [Theory]
    [InlineData(404, """{"code":"not_found","message":"no such process"}""", "404: no such process")]
    [InlineData(500, "<html>", "500")]
    public async Task Input_that_the_agent_refuses_is_a_failure_with_its_words(int status, string body, string words)
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(status, body));

        var sent = await new SandboxProcesses(service.Wire, TimeProvider.System).SendInputAsync(ScriptedService.Sandbox, 7, new byte[] { 1 }, default);

        Assert.Equal(SandboxErrors.FailedCode, sent.Error!.Code);
        Assert.Contains(words, sent.Error.Message, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(ProgramTalk program, string text, CancellationToken cancellationToken)
    {
        await program.Input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await program.Input.FlushAsync(cancellationToken);
    }

    private static ProgramRequest Request(string program, IReadOnlyList<string> arguments) =>
        new() { Program = program, Arguments = arguments, Timeout = TimeSpan.FromMinutes(3), OrganizationId = "org" };

    private async Task<Result<T>> TalkAsync<T>(string program, IReadOnlyList<string> arguments, Func<ProgramTalk, CancellationToken, Task<Result<T>>> talk) =>
        await server.Runner.TalkAsync(Request(program, arguments), talk, default);
}
