using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HiveFlow.LocalSandbox;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Code;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

// What a code step costs on the local server, beside the bare start of a jail with the same interpreter.
// Arguments: the number of rounds, and a part of the names of the rows wanted.
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, default);
if (!started.IsSuccess)
{
    Console.WriteLine(started.Error.Message);
    return 3;
}

await using var server = started.Value;
await using var services = new ServiceCollection().AddLogging().AddSandbox().BuildServiceProvider();
services.GetRequiredService<SandboxSource>().UseLocal(Task.FromResult<HiveFlow.Errors.Result<SandboxEndpoint>>(server.Endpoint));
var runner = services.GetRequiredService<CodeRunner>();
Console.WriteLine($"{rounds} rounds each, milliseconds");
Console.WriteLine($"{"what",-52} {"p50",8} {"p99",8} {"own CPU",8} {"a second",8}");
string[] bare =
[
    "--unshare-all", "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
    "--proc", "/proc", "--dev", "/dev",
];
await MeasureAsync("bare bwrap + python3 -c pass, 1 at a time", 1, () => StartAsync("bwrap", [.. bare, "/usr/bin/python3", "-c", "pass"]));
await MeasureAsync("bare bwrap + node -e 0, 1 at a time", 1, () => StartAsync("bwrap", [.. bare, "/usr/bin/env", "node", "-e", "0"]));
await MeasureAsync("code step, python, 1 at a time", 1, () => RunAsync(CodeLanguage.Python, "def main(inputs):\n    return inputs['n'] + 1"));
await MeasureAsync("code step, javascript, 1 at a time", 1, () => RunAsync(CodeLanguage.JavaScript, "const main = (inputs) => inputs.n + 1;"));
await MeasureAsync("code step, bash, 1 at a time", 1, () => RunAsync(CodeLanguage.Bash, "echo 2"));
await MeasureAsync("code step, python, 8 at a time", 8, () => RunAsync(CodeLanguage.Python, "def main(inputs):\n    return inputs['n'] + 1"));
return 0;

async Task MeasureAsync(string what, int parallel, Func<Task> once)
{
    if (args.Length > 1 && !what.Contains(args[1], StringComparison.Ordinal))
    {
        return;
    }

    for (var index = 0; index < 3; index++)
    {
        await once();
    }

    var times = new double[rounds];
    var next = -1;
    var clock = Stopwatch.StartNew();
    var before = Environment.CpuUsage.UserTime;
    await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
    {
        for (int index; (index = Interlocked.Increment(ref next)) < rounds;)
        {
            var start = Stopwatch.GetTimestamp();
            await once();
            times[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }));
    var perSecond = rounds / clock.Elapsed.TotalSeconds;
    Array.Sort(times);
    var own = (Environment.CpuUsage.UserTime - before).TotalMilliseconds / rounds;
    var (middle, high) = (times[rounds / 2], times[(int)(rounds * 0.99)]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {middle,8:0.0} {high,8:0.0} {own,8:0.0} {perSecond,8:0.0}"));
}

async Task RunAsync(CodeLanguage language, string code)
{
    var result = await runner.RunAsync(new CodeRequest
    {
        Language = language,
        Code = code,
        Inputs = JsonSerializer.SerializeToElement(new { n = 1 }),
        OrganizationId = "bench",
        RunId = "bench",
        StepKey = "bench/code/0",
    }, null, default);
    if (!result.IsSuccess || result.Value.Error is not null)
    {
        throw new InvalidOperationException(result.Error?.Message ?? "The code failed.");
    }
}

static async Task StartAsync(string program, string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
    await process.WaitForExitAsync();
}
