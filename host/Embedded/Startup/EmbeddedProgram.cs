using System.Runtime.InteropServices;
using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Startup;

/// <summary>The program: arguments in, exit code out. 0: asked to stop; 1: the sample failed or the host does not start; 2: wrong call.</summary>
internal static class EmbeddedProgram
{
    /// <summary>Runs until a signal, or until what was asked for is done.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var line = CommandLine.Read(args);
        if (line.Fault is not null)
        {
            await errors.WriteLineAsync($"{line.Fault}{Environment.NewLine}{CommandLine.Usage}");
            return 2;
        }

        try
        {
            var start = new EmbeddedStart { Settings = line.Settings };
            return line.Routes ? await ListRoutesAsync(start, output) : await ServeAsync(start, line, output);
        }
        catch (StartupException fault)
        {
            await errors.WriteLineAsync("HiveFlow does not start:");
            foreach (var sentence in fault.Faults)
            {
                await errors.WriteLineAsync("  - " + sentence);
            }

            return 1;
        }
    }

    private static async Task<int> ListRoutesAsync(EmbeddedStart start, TextWriter output)
    {
        await using var host = await EmbeddedHost.BuildAsync(start);
        foreach (var route in host.Routes.OrderBy(route => route.Text, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"{string.Join(',', route.Methods),-28} /{route.Text,-64} {route.Function.Name}");
        }

        return 0;
    }

    private static async Task<int> ServeAsync(EmbeddedStart start, CommandLine line, TextWriter output)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await using var host = await EmbeddedHost.StartAsync(start);
        await output.WriteLineAsync($"HiveFlow listens on {host.Address}");
        await output.WriteLineAsync(Part.Table(host.Parts));
        await stop.Task;
        await host.StopAsync();
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
