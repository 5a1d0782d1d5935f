namespace HiveFlow.Functions.ApiKeys;

/// <summary>What is to change about a key; what is left out stays.</summary>
internal sealed record ChangeApiKeyRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; set; }

    /// <summary>At most 500 characters.</summary>
    public string? Description { get; set; }

    /// <summary>The flows it is bound to from now on, 1 to 100.</summary>
    public IReadOnlyList<string>? FlowIds { get; set; }

    /// <summary>True lifts the bound to flows.</summary>
    public bool AnyFlow { get; set; }

    /// <summary>The addresses or CIDR ranges it is bound to from now on, 1 to 50.</summary>
    public IReadOnlyList<string>? IpRanges { get; set; }

    /// <summary>True lifts the bound to addresses.</summary>
    public bool AnyAddress { get; set; }
}
