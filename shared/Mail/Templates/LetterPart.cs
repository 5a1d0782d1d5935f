namespace HiveFlow.Mail.Templates;

/// <summary>One part of a letter; what it holds is data, which the sinks encode.</summary>
internal abstract record LetterPart
{
    /// <summary>Some sentences.</summary>
    internal sealed record Paragraph(string Text) : LetterPart;

    /// <summary>A code to be copied.</summary>
    internal sealed record Code(string Value) : LetterPart;

    /// <summary>Names and values, one a line.</summary>
    internal sealed record Facts(IReadOnlyList<(string Name, string Value)> Items) : LetterPart;

    /// <summary>An address to go to.</summary>
    internal sealed record Link(string Label, Uri Target) : LetterPart;
}
