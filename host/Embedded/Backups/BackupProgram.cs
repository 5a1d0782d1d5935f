using System.Globalization;
using System.Runtime.InteropServices;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Startup;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Host.Backups;

/// <summary>The commands <c>backup</c> and <c>restore</c>: arguments in, exit code out. 0: done; 1: not done, and why; 2: wrong call.</summary>
internal static class BackupProgram
{
    private const string DefaultFolder = ".data";

    /// <summary>Runs one of them; SIGTERM and Ctrl-C give it up.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        var line = BackupArguments.Read(args);
        if (line.Fault is not null)
        {
            await errors.WriteLineAsync($"{line.Fault}{Environment.NewLine}{BackupArguments.Usage}");
            return 2;
        }

        using var stopping = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await RunAsync(line, output, stopping.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Given up; what was copied so far is no backup.");
        }
        catch (StartupException fault)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, fault.Faults));
        }
        catch (Exception fault) when (fault is BackupException or IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            await errors.WriteLineAsync(fault.Message);
        }

        return 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task RunAsync(BackupArguments line, TextWriter output, CancellationToken cancellationToken)
    {
        var settings = new EmbeddedStart().Read();
        var data = Path.GetFullPath(line.Data ?? (settings["HiveFlow:Host:DataFolder"] is { Length: > 0 } configured ? configured : DefaultFolder));
        var copy = Path.GetFullPath(line.Copy);
        var manifest = line.IsRestore
            ? await DataBackup.RestoreAsync(copy, data, cancellationToken)
            : await DataBackup.MakeAsync(data, copy, TimeProvider.System, cancellationToken);
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"as of {manifest.At:O}: a database of {manifest.DatabaseBytes:N0} bytes, {manifest.Files:N0} files of {manifest.FileBytes:N0} bytes");
        await output.WriteLineAsync(line.IsRestore ? $"Restored {data} {what}." : $"Backed up {data} to {copy} {what}.");
        if (line.IsRestore)
        {
            return;
        }

        foreach (var (key, note) in Elsewhere.Where(part => settings[part.Key] is { Length: > 0 }))
        {
            await output.WriteLineAsync($"  {key} is set: {note}");
        }
    }

    private static readonly (string Key, string Note)[] Elsewhere =
    [
        ("HiveFlow:Storage:Mongo:ConnectionString", "documents are in MongoDB and not in this backup; back them up by its own means."),
        ("HiveFlow:Storage:S3:Bucket", "files are in S3 and not in this backup; keep them by its own means."),
        ("HiveFlow:Identity:KeysFolder", "that folder's keys are not in this backup unless it is the data folder's own."),
        ("HiveFlow:Vault:KeysFolder", "that folder's keys are not in this backup unless it is the data folder's own."),
    ];
}
