namespace HiveFlow.Metering.Credits;

/// <summary>What use costs and what organizations are given. Amounts in millicredits. Section <c>HiveFlow:Credits</c>.</summary>
public sealed record CreditsOptions
{
    /// <summary>The plan of organizations that <see cref="Organizations"/> does not name.</summary>
    public const string DefaultPlan = "default";

    /// <summary>Whether runs cost credits; false reserves and charges nothing. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>
    /// What the organizations of a plan are given in each month (UTC). Default: one plan, <c>default</c>, with 1,000,000,000 (a million credits).
    /// At most 100; each 0 to 1,000,000,000,000,000.
    /// </summary>
    public Dictionary<string, long> Plans { get; init; } = new(StringComparer.Ordinal) { [DefaultPlan] = 1_000_000_000 };

    /// <summary>The plan of an organization by its id. Default none: all have <c>default</c>. At most 100,000.</summary>
    public Dictionary<string, string> Organizations { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Prices by kind of use; <c>*</c> in a name stands for any text. Default: see docs/configuration.md. At most 1,000; each
    /// <c>Millicredits</c> for <c>Per</c> units.
    /// </summary>
    public Dictionary<string, Price> Prices { get; init; } = new(StringComparer.Ordinal)
    {
        [PriceTable.Run] = new(100),
        [PriceTable.Step] = new(10),
        ["sandbox.ms"] = new(1, 10),
        ["http.bytes"] = new(1, 100_000),
        ["file.bytes"] = new(1, 100_000),
        ["llm.*.input_tokens"] = new(3),
        ["llm.*.output_tokens"] = new(15),
    };

    /// <summary>
    /// Held for each node of a flow before a run begins, beyond the price of a step, so that most runs need no more. Default 100; 0 to 1,000,000.
    /// </summary>
    public long StepReserve { get; init; } = 100;

    /// <summary>Where credits are to be had, told when they do not suffice. Default empty: it says to ask the operator. At most 200 characters.</summary>
    public string TopUpUrl { get; init; } = string.Empty;
}
