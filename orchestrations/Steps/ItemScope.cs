using System.Text.Json;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>What the nodes of a body see of the loop around them, as its output.</summary>
/// <param name="Item">The item; its index where the loop has no list.</param>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Previous">What the item before came to; null where that is not known.</param>
internal sealed record ItemScope(JsonElement Item, int Index, JsonElement Previous);
