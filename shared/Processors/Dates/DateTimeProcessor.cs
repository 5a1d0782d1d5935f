using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using NodaTime;
using NodaTime.Text;

namespace HiveFlow.Processors.Dates;

/// <summary>Reads, writes, moves and compares times, in the zones of the IANA time zone database.</summary>
internal sealed class DateTimeProcessor : IProcessor
{
    private const long MostAmount = 100_000_000_000;
    private static readonly OffsetDateTimePattern Iso = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.FFFFFFFFFo<Z+HH:mm>");
    private static readonly string[] Operations = ["parse", "format", "add", "diff", "convert", "startOf", "endOf"];

    public NodeType Type { get; } = new()
    {
        Name = "datetime",
        Title = "Date and time",
        Description = "Reads, writes, moves, converts and compares times. Its output is ISO 8601 text; parts for parse, a text for format, a number for diff.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["parse", "format", "add", "diff", "convert", "startOf", "endOf"] },
                "value": { "type": ["string", "integer"], "maxLength": 100, "description": "The time: ISO 8601, or milliseconds since 1970; the input unless set." },
                "zone": { "type": "string", "minLength": 1, "maxLength": 100, "default": "UTC", "description": "A zone of the IANA database, such as Europe/Berlin: of values without an offset, and of the output." },
                "pattern": { "type": "string", "minLength": 1, "maxLength": 100, "description": "For format, and for parse of other forms than ISO 8601: such as dd.MM.uuuu HH:mm." },
                "amount": {
                  "type": "object", "minProperties": 1,
                  "description": "For add: how much of years, months, weeks, days, hours, minutes, seconds, milliseconds; negative goes back.",
                  "propertyNames": { "enum": ["years", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"] },
                  "additionalProperties": { "type": ["integer", "string"] }
                },
                "to": { "type": ["string", "integer"], "maxLength": 100, "description": "For diff: the other time." },
                "unit": { "enum": ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond"], "default": "day", "description": "For diff, startOf and endOf." }
              },
              "required": ["operation"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var operation = read.Choice("operation", string.Empty, Operations);
        var zone = Zone(read);
        var pattern = read.Text("pattern");
        if (pattern is { Length: 0 or > DateReading.MaxText } || (operation == "format" && pattern is null))
        {
            read.Reject("pattern", $"must have 1 to {DateReading.MaxText} characters");
        }

        var value = DateReading.Read(read, "value", read.Any("value") ?? context.Input, zone, operation == "parse" ? pattern : null);
        var output = read.Fault is not null ? JsonValue.Null : operation switch
        {
            "parse" => Parts(value),
            "format" => Format(read, value, pattern!),
            "add" => Add(read, value),
            "diff" => Between(read, value, zone),
            "startOf" => Text(DateUnits.StartOf(value, Unit(read, DateUnits.Periods))),
            "endOf" => Text(DateUnits.EndOf(value, Unit(read, DateUnits.Periods))),
            _ => Text(value),
        };
        return read.Fault is { } fault ? StepResult.Failed(fault) : StepResult.Completed(output);
    }

    private static DateTimeZone Zone(SettingsReader read)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(read.Text("zone") ?? "UTC");
        if (zone is null)
        {
            read.Reject("zone", "must be a zone of the IANA time zone database, such as Europe/Berlin");
        }

        return zone ?? DateTimeZone.Utc;
    }

    private static string Unit(SettingsReader read, string[] units)
    {
        var unit = read.Choice("unit", "day", units);
        return units.Contains(unit) ? unit : units[0];
    }

    private static JsonElement Add(SettingsReader read, ZonedDateTime value)
    {
        var amounts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in read.Entries("amount", DateUnits.Amounts.Length))
        {
            var isCalendar = entry.Name is "years" or "months" or "weeks" or "days";
            long amount = 0;
            var isGood = DateUnits.Amounts.Contains(entry.Name) && entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt64(out amount)
                && Math.Abs((decimal)amount) <= (isCalendar ? 10_000_000 : MostAmount);
            if (!isGood)
            {
                read.Reject("amount", $"must hold whole numbers, in bounds, of {string.Join(", ", DateUnits.Amounts)}");
            }

            amounts[entry.Name] = amount;
        }

        if (amounts.Count == 0)
        {
            read.Reject("amount", "is needed and is empty");
        }

        var moved = read.Fault is null ? DateUnits.Add(value, amounts) : value;
        if (moved is null)
        {
            read.Reject("amount", "leads out of the years 1 to 9998");
        }

        return Text(moved ?? value);
    }

    private static JsonElement Between(SettingsReader read, ZonedDateTime value, DateTimeZone zone)
    {
        var to = DateReading.Read(read, "to", read.Any("to"), zone, pattern: null);
        var unit = Unit(read, DateUnits.Differences);
        return read.Fault is null ? JsonSerializer.SerializeToElement(DateUnits.Between(value, to, unit)) : JsonValue.Null;
    }

    private static JsonElement Format(SettingsReader read, ZonedDateTime value, string pattern)
    {
        try
        {
            return JsonValue.Text(ZonedDateTimePattern.CreateWithInvariantCulture(pattern, null).Format(value));
        }
        catch (InvalidPatternException)
        {
            read.Reject("pattern", "is no pattern of a time, such as dd.MM.uuuu HH:mm");
            return JsonValue.Null;
        }
    }

    private static JsonElement Parts(ZonedDateTime value) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("iso", Written(value));
        writer.WriteNumber("unixMs", value.ToInstant().ToUnixTimeMilliseconds());
        writer.WriteString("zone", value.Zone.Id);
        writer.WriteNumber("year", value.Year);
        writer.WriteNumber("month", value.Month);
        writer.WriteNumber("day", value.Day);
        writer.WriteNumber("hour", value.Hour);
        writer.WriteNumber("minute", value.Minute);
        writer.WriteNumber("second", value.Second);
        writer.WriteNumber("weekday", (int)value.DayOfWeek);
        writer.WriteNumber("dayOfYear", value.DayOfYear);
        writer.WriteNumber("week", NodaTime.Calendars.WeekYearRules.Iso.GetWeekOfWeekYear(value.Date));
        writer.WriteEndObject();
    });

    private static JsonElement Text(ZonedDateTime value) => JsonValue.Text(Written(value));

    private static string Written(ZonedDateTime value) => Iso.Format(value.ToOffsetDateTime());
}
