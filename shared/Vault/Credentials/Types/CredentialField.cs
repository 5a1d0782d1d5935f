namespace HiveFlow.Vault.Credentials.Types;

/// <summary>One field of a credential type.</summary>
/// <param name="Name">Its name in <c>data</c>.</param>
/// <param name="Description">What to enter.</param>
internal sealed record CredentialField(string Name, string Description)
{
    /// <summary>Whether it is encrypted and never given back.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it has to be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it decides where the secret goes: a change of it asks for the secret again.</summary>
    public bool LeadsSomewhere { get; init; }

    /// <summary>What it must be.</summary>
    public FieldForm Form { get; init; } = FieldForm.Text;

    /// <summary>Longest text, or JSON, in characters.</summary>
    public int MaxLength { get; init; } = 2_000;

    /// <summary>The only values; none for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What counts where nothing is given; null for nothing.</summary>
    public string? Default { get; init; }
}
