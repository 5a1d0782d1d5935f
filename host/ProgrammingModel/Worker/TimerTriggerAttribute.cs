using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function by the clock; one run at a time, in one instance of the application.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <param name="schedule">
    /// An NCRONTAB expression of six fields (<c>s m h D M d</c>) or five (without seconds), a <see cref="TimeSpan"/>,
    /// or <c>%name%</c>: the setting that holds one.
    /// </param>
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>The schedule as written.</summary>
    public string Schedule { get; private set; }

    /// <summary>
    /// Whether the schedule's state is kept, so that an occurrence missed while down runs once at start. Off, whatever it
    /// says, for schedules that come more than once a minute. Default true.
    /// </summary>
    public bool UseMonitor { get; set; }

    /// <summary>Whether the function also runs when the host starts. Default false.</summary>
    public bool RunOnStartup { get; set; }
}
