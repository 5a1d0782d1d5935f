namespace HiveFlow.Processors.Templates;

/// <summary>Ends a rendering that uses up too much; never leaves the template node.</summary>
internal sealed class TemplateLimitException(string rule) : Exception(rule);
