namespace HiveFlow.Llm.Conversations;

/// <summary>An image, which the provider fetches or decodes.</summary>
/// <param name="Url">An https address, or a <c>data:</c> address (RFC 2397) with the image itself.</param>
public sealed record ImagePart(string Url) : LlmPart;
