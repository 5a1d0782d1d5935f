namespace HiveFlow.Functions.Credits;

/// <summary>A price.</summary>
/// <param name="Kind">The kind of use; <c>*</c> stands for any text.</param>
/// <param name="Millicredits">What <paramref name="Per"/> units cost.</param>
/// <param name="Per">Units.</param>
internal sealed record PriceView(string Kind, long Millicredits, long Per);
