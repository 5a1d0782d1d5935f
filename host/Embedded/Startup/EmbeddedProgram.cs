using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using HiveFlow.Host.Backups;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Samples;
using HiveFlow.Identity.Bootstrap;

namespace HiveFlow.Host.Startup;

/// <summary>
/// The program: arguments in, exit code out. 0: asked to stop, or the samples went well; 1: the host does not start, or a sample
/// failed; 2: wrong call.
/// </summary>
internal sealed class EmbeddedProgram(ProgramArguments line, long began, TextWriter output) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Runs until a signal, or until what was asked for is done.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="began">The timestamp of the program's first statement; the runtime's own start lies before it.</param>
    /// <param name="output">Where it tells what it does.</param>
    /// <param name="errors">Where it tells why it does not start.</param>
    public static async Task<int> RunAsync(string[] args, long began, TextWriter output, TextWriter errors)
    {
        if (BackupArguments.Are(args))
        {
            return await BackupProgram.RunAsync(args, output, errors);
        }

        var line = ProgramArguments.Read(args);
        if (line.Fault is not null)
        {
            await errors.WriteLineAsync($"{line.Fault}{Environment.NewLine}{ProgramArguments.Usage}");
            return 2;
        }

        try
        {
            using var program = new EmbeddedProgram(line, began, output);
            return await program.RunAsync();
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

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task<int> RunAsync()
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var start = new EmbeddedStart { Settings = line.Settings };
        if (line.Routes)
        {
            return await ListRoutesAsync(start);
        }

        var isProduction = start.EnvironmentName() == Environments.Production;
        if (isProduction && (line.Once || line.Sample is not null))
        {
            throw new StartupException(["Samples and the servers that stand in for the world around them are not for production: leave out --sample and --once."]);
        }

        var names = line.Sample ?? (isProduction || line.Quiet ? null : Sample.Default);
        try
        {
            if (names is null)
            {
                return await ServeAsync(start, null);
            }

            await using var stage = await SampleStage.StartAsync(Sample.ReadAll(names));
            return await ServeAsync(stage.Prepare(start), stage);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
            return 0;
        }
    }

    private async Task<int> ListRoutesAsync(EmbeddedStart start)
    {
        await using var host = await EmbeddedHost.BuildAsync(start);
        foreach (var route in host.Routes.OrderBy(route => route.Text, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"{string.Join(',', route.Methods),-28} /{route.Text,-64} {route.Function.Name}");
        }

        return 0;
    }

    private async Task<int> ServeAsync(EmbeddedStart start, SampleStage? stage)
    {
        // Who waits for the health answer finds the owner's key where the README says.
        FirstOwner? owner = null;
        await using var host = await EmbeddedHost.StartAsync(
            start,
            async built => owner = built.Environment == Environments.Production ? null : await OwnerAccount.MakeAsync(built, CancellationToken.None),
            stopping.Token);
        var ready = Stopwatch.GetElapsedTime(began);
        await WelcomeAsync(host, ready, owner);
        var succeeded = stage is null || await RunSamplesAsync(host, stage);
        if (!line.Once && !stopping.IsCancellationRequested)
        {
            await output.WriteLineAsync($"{Environment.NewLine}Serving on {host.Address} until Ctrl-C.");
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await host.StopAsync();
        return succeeded || !line.Once ? 0 : 1;
    }

    private async Task<bool> RunSamplesAsync(EmbeddedHost host, SampleStage stage)
    {
        if (await OwnerAccount.ReadKeyAsync(host, stopping.Token) is not { } key)
        {
            await output.WriteLineAsync($"A sample needs the owner's key in {OwnerAccount.KeyFile} of the data folder, which this one lacks.");
            return false;
        }

        await stage.TellAsync(output);
        var runner = new SampleRunner(stage, host, key, output);
        var succeeded = true;
        foreach (var sample in stage.Samples)
        {
            succeeded &= await runner.RunAsync(sample, stopping.Token);
        }

        return succeeded;
    }

    private async Task WelcomeAsync(EmbeddedHost host, TimeSpan ready, FirstOwner? owner)
    {
        var version = typeof(EmbeddedProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"HiveFlow {version} is ready on {host.Address} after {ready.TotalSeconds:0.00} s ({host.Environment}, data in {host.DataFolder})"));
        await output.WriteLineAsync(Part.Table(host.Parts));
        if (owner is not null)
        {
            await output.WriteLineAsync(
                $"""

                  Made the owner's account; this is shown once:
                    login     {owner.Email}  {owner.Password.Reveal()}  (kept in {Path.Combine(host.DataFolder, "owner.password")})
                    API key   {owner.Key.Reveal()}  (kept in {Path.Combine(host.DataFolder, OwnerAccount.KeyFile)})
                """);
        }

        await output.FlushAsync();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
