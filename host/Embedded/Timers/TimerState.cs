using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Timers;

/// <summary>
/// Keeps the state of monitored schedules, a small file each, so that an occurrence missed while the process was down is
/// made up for. A file that cannot be read counts as none: the schedule begins anew.
/// </summary>
/// <param name="folder">Where the files lie; made at the first write.</param>
internal sealed class TimerState(string folder)
{
    /// <summary>The state kept for a function; null when there is none.</summary>
    public ScheduleStatus? Read(string function)
    {
        try
        {
            var path = PathOf(function);
            return File.Exists(path) ? JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the state; a reader sees the old or the new one, never half of it.</summary>
    public async Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(function);
        var fresh = path + ".new";
        await File.WriteAllBytesAsync(fresh, JsonSerializer.SerializeToUtf8Bytes(status), cancellationToken);
        File.Move(fresh, path, overwrite: true);
    }

    private string PathOf(string function) => Path.Combine(folder, function.ToLowerInvariant() + ".json");
}
